import { createRequestHandler, type AppLoadContext, type ServerBuild } from "@remix-run/cloudflare";
import { uuidv7 } from "uuidv7";
import { connectDatabase } from "../db/client";
import { messageDatabasesOf } from "../db/message-databases";
import { openDatabaseSession } from "../db/session";
import { storyDatabasesOf } from "../db/story-databases";
import type { RateLimitDecision, Services } from "../app/domain/ports";
import { isLoopback, networkOf } from "../app/domain/limits/ip-network";
import { sweep } from "../app/domain/maintenance/sweep.server";
import { connectAccountJobs } from "../app/adapters/account-jobs.server";
import { personFinder } from "../app/adapters/ai.server";
import { createShortQueueSlot, createSlot } from "../app/adapters/decode-slot";
import { checkEnvironment, type Settings } from "../app/adapters/env.server";
import { readStartOf, withBookmark } from "../app/http/bookmark.server";
import { withCaching } from "../app/http/caching.server";
import { answeringFaults } from "../app/http/errors.server";
import { checkPath } from "../app/http/paths.server";
import { notFound, problem, rateLimited, withRequestId } from "../app/http/problem.server";
import { healthChecksOf } from "../app/adapters/health.server";
import { classifyFault } from "../app/adapters/faults.server";
import { openLog } from "../app/adapters/log.server";
import { localMailbox, mailerOf } from "../app/adapters/mail.server";
import { scryptPasswords } from "../app/adapters/passwords.server";
import { connectInboxes } from "../app/adapters/inboxes.server";
import { networkGuard, refuseFlood } from "../app/adapters/network-guard.server";
import { pictureCacheAt } from "../app/adapters/picture-cache.server";
import { photoStorageIn } from "../app/adapters/photo-storage.server";
import { clientRequestIdOf, newRequestId, routeOf } from "../app/http/requests.server";
import { jwtTokens, secretsOf } from "../app/adapters/tokens.server";
import { turnstile } from "../app/adapters/turnstile.server";
import { createUploadMemory } from "../app/adapters/upload-memory";
import { webhookVerifier } from "../app/adapters/webhooks.server";
import { webauthnCeremonies } from "../app/adapters/webauthn.server";
import { isCrossSiteRequest } from "../app/http/csrf.server";
import { redirectToHttps, secureAddressOf } from "../app/http/https.server";
import { withRateLimits } from "../app/http/limits.server";
import { withScriptsLast } from "../app/http/script-priority.server";
import { connectRooms } from "../app/adapters/rooms.server";
import { dropUnreadBody } from "../app/http/unread-body.server";
import { withSecurityHeaders } from "../app/http/security-headers.server";
import { letterText } from "../app/text/letters";
import { verifyRedaction } from "../app/imaging/redaction/verify";
import * as build from "../build/server/index.js";
import { decodePicture } from "./pictures";

const handleByRemix = createRequestHandler(answeringFaults(build as unknown as ServerBuild));

/** Shared by all requests of the isolate, as its memory is. */
const withDecodeSlot = createSlot();
const withCopySlot = createShortQueueSlot(6);
const uploadMemory = createUploadMemory();

/** The data centre's cache. The type of `caches` is that of browsers, which have no default one. */
const edgeCache = (caches as unknown as { default: Cache }).default;

const known = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]);

export default {
  async fetch(request, env, execution) {
    const startedAt = Date.now();
    const requestId = newRequestId();
    const clientRequestId = clientRequestIdOf(request);
    const rates: RateLimitDecision[] = [];
    const late: LateWork[] = [];
    const waitUntil = (work: Promise<unknown>) => execution.waitUntil(work);
    const answer = await answerTo(request, env, { requestId, rates, late, waitUntil });
    if (late.length > 0) waitUntil(runLate(late));
    openLog(requestId)({
      event: "request",
      method: known.has(request.method) ? request.method : "OTHER",
      route: routeOf(request),
      status: answer.status,
      milliseconds: Math.max(0, Date.now() - startedAt),
      ...(clientRequestId !== null && { client_request_id: clientRequestId }),
    });
    if (answer.webSocket) return answer;
    if (answer.status >= 400) await dropUnreadBody(request);
    const named = withRateLimits(await withRequestId(answer, requestId), rates);
    return withSecurityHeaders(withCaching(named, request), requestId, new URL(request.url).protocol);
  },

  /** Removes what an interrupted upload or deletion left behind. */
  async scheduled(_event, env, execution) {
    const waitUntil = (work: Promise<unknown>) => execution.waitUntil(work);
    const checked = checkEnvironment(env);
    if (checked.kind === "misconfigured") throw new Error(checked.sentence);
    const late: LateWork[] = [];
    await sweep(servicesOf(env, checked.settings, { requestId: uuidv7(), rates: [], late, waitUntil }));
    await runLate(late);
  },
} satisfies ExportedHandler<Env>;

/** Work that begins once the answer is made: neither its length nor its queries keep anybody waiting. */
type LateWork = () => Promise<void>;

async function runLate(late: readonly LateWork[]): Promise<void> {
  await scheduler.wait(0);
  await Promise.all(late.map((work) => work()));
}

/** The state of one call. */
interface Call {
  requestId: string;
  /** The caller's network address; null when nobody called. */
  address?: string | null;
  /** The address that was asked; null when nobody called. */
  url?: URL | null;
  /** Filled with what is taken from limits. */
  rates: RateLimitDecision[];
  /** Filled with what is to be done after the answer. */
  late: LateWork[];
  /** Lets work that runs go on after the answer. */
  waitUntil: (work: Promise<unknown>) => void;
}

async function answerTo(request: Request, env: Env, call: Call): Promise<Response> {
  const { requestId, waitUntil } = call;
  const secure = secureAddressOf(request);
  if (secure !== null) return redirectToHttps(secure);
  const checked = checkEnvironment(env);
  if (checked.kind === "misconfigured") {
    openLog(requestId)({ event: "failed", where: "environment", error: checked.sentence });
    return problem("not_configured", checked.sentence);
  }
  if (!known.has(request.method)) {
    return problem("method_not_allowed", `Heartfelt knows no method ${request.method}.`, {
      headers: { Allow: [...known].join(", ") },
    });
  }
  if (isCrossSiteRequest(request)) return problem("foreign_origin", "Send the request from Heartfelt's own pages.");
  const url = new URL(request.url);
  const path = checkPath(request.method, url.pathname);
  if (path.kind === "unknown") return notFound();
  if (path.kind === "redirect") {
    return new Response(null, { status: 308, headers: { Location: path.path + url.search } });
  }
  const flooded = await refuseIfFlooding(request, env, call);
  if (flooded) return flooded;
  const secrets = secretsOf(checked.settings);
  const asked = openDatabaseSession(env.DB, await readStartOf(request, secrets));
  const services = servicesOf(env, checked.settings, { ...call, address: addressOf(request), url });
  const context: AppLoadContext = {
    services: { ...services, db: asked.db },
    nonce: crypto.randomUUID(),
    requestId,
    waitUntil,
  };
  const answer = withScriptsLast(withAllowed(await handleByRemix(forRemix(request), context)), context.nonce);
  return withBookmark(answer, request, { asked, secrets });
}

/** Returns the 429 for a network that sends too much; null for all others. */
async function refuseIfFlooding(request: Request, env: Env, { rates }: Call): Promise<Response | null> {
  const flood = await refuseFlood(env, { method: request.method, network: networkOrNull(addressOf(request)) });
  if (!flood) return null;
  rates.push(flood);
  return rateLimited(flood.resetSeconds);
}

function networkOrNull(address: string | null): string | null {
  return address === null ? null : networkOf(address);
}

/** Remix refuses what is sent to a page that takes nothing, without saying, as a 405 must, what it takes. */
function withAllowed(answer: Response): Response {
  if (answer.status === 405 && !answer.headers.has("Allow")) answer.headers.set("Allow", "GET, HEAD");
  return answer;
}

/**
 * The request without what makes Remix fail or answer past our routes: a body that comes with a GET has no meaning
 * (RFC 9110), and `?_data` is how its older clients named a route's file.
 */
function forRemix(request: Request): Request {
  const { method, headers, signal, body } = request;
  const url = new URL(request.url);
  const hasUselessBody = body !== null && (method === "GET" || method === "HEAD");
  if (!hasUselessBody && !url.searchParams.has("_data")) return request;
  url.searchParams.delete("_data");
  return new Request(url, hasUselessBody ? { method, headers, signal } : request);
}

/** Cloudflare sets the header; a client cannot. */
function addressOf(request: Request): string | null {
  const address = request.headers.get("CF-Connecting-IP");
  return address === null || isLoopback(address) ? null : address;
}

function servicesOf(env: Env, settings: Settings, call: Call): Services {
  const { requestId, address = null, url = null, rates, late } = call;
  const now = () => new Date();
  const log = openLog(requestId);
  const databases = databasesOf(env);
  const { R2_BUCKET: bucket, CHAT_ROOM: rooms, INBOX: inboxes, ASSETS: assets } = env;
  return {
    ...databases,
    ...mailOf(settings, now),
    photoStorage: photoStorageIn(bucket),
    pictureCache: pictureCacheAt(edgeCache, {
      origin: url?.origin ?? null,
      now,
      onFault: (error) => log({ event: "failed", where: "picture cache", error: classifyFault(error).name }),
    }),
    personFinder: personFinder(env.AI),
    ...objectsOf(env, call),
    decodePicture,
    verifyRedaction,
    withDecodeSlot,
    withCopySlot,
    uploadMemory,
    passwords: scryptPasswords,
    tokens: jwtTokens(settings, now),
    secrets: secretsOf(settings),
    passkeys: webauthnCeremonies,
    captcha: captchaOf(settings, call),
    afterAnswer: (work) => void late.push(work),
    checkHealth: healthChecksOf({ ...databases, bucket, rooms, inboxes, assets, now }),
    clientAddress: address,
    guardNetwork: networkGuard(env, networkOrNull(address)),
    onRateLimit: (decision) => void rates.push(decision),
    now,
    pause: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    newId: <Id extends string>() => uuidv7() as Id,
    random: Math.random,
    log,
    classifyFault,
  };
}

/** Returns what reaches the Durable Objects. */
function objectsOf({ CHAT_ROOM, ACCOUNT_JOBS, INBOX }: Env, { requestId, waitUntil }: Call) {
  return {
    rooms: connectRooms(CHAT_ROOM, requestId),
    accountJobs: connectAccountJobs(ACCOUNT_JOBS),
    inboxes: connectInboxes(INBOX, waitUntil),
  };
}

function captchaOf({ turnstile: keys }: Settings, { url = null, address = null }: Call) {
  return keys && url !== null ? turnstile(keys, { hostname: url.hostname, address }) : null;
}

function databasesOf(env: Env) {
  const db = connectDatabase(env.DB);
  const messageDatabases = messageDatabasesOf(env, env.DB);
  return { db, primaryDb: db, messageDatabases, storyDatabases: storyDatabasesOf(env, env.DB) };
}

/** Returns what sends mail and takes its provider's events: nothing where no mail is set up. */
function mailOf({ mail }: Settings, now: () => Date) {
  return {
    mailer: mail && mailerOf(mail, letterText),
    requiresVerifiedEmail: mail?.requiresVerified === true,
    localMailbox: mail && localMailbox(mail),
    verifyMailEvent: mail?.webhookKey ? webhookVerifier(mail.webhookKey, now) : null,
  };
}
