/** The services of the rules, inside workerd: a real D1, R2 and rooms, with the test's own clock. */
import { env } from "cloudflare:test";
import { uuidv7 } from "uuidv7";
import { connectAccountJobs } from "../../app/adapters/account-jobs.server";
import { createShortQueueSlot, createSlot } from "../../app/adapters/decode-slot";
import { classifyFault } from "../../app/adapters/faults.server";
import { healthChecksOf } from "../../app/adapters/health.server";
import { pictureCacheAt } from "../../app/adapters/picture-cache.server";
import { photoStorageIn } from "../../app/adapters/photo-storage.server";
import { connectRooms } from "../../app/adapters/rooms.server";
import { connectInboxes } from "../../app/adapters/inboxes.server";
import { jwtTokens, secretsOf } from "../../app/adapters/tokens.server";
import { createUploadMemory } from "../../app/adapters/upload-memory";
import { webauthnCeremonies } from "../../app/adapters/webauthn.server";
import type { LogEvent } from "../../app/contract/log";
import type { PersonFinder, RateLimitDecision, Services } from "../../app/domain/ports";
import { verifyRedaction } from "../../app/imaging/redaction/verify";
import { connectDatabase } from "../../db/client";
import { messageDatabasesOf } from "../../db/message-databases";
import { storyDatabasesOf, type StoryStore } from "../../db/story-databases";
import { decodePicture } from "../../workers/pictures";
import { cheapPasswords } from "./cheap-passwords";

export const db = connectDatabase(env.DB);

/** Where stories are while no database for their texts is bound. */
export const storyStore: StoryStore = { db, primaryDb: db, storyDatabases: storyDatabasesOf({}, env.DB) };

const settings = { jwtSecret: "a secret for these tests, long enough", previousJwtSecret: null };

/** The static files of the app, which these tests do not serve. */
const noAssets = { fetch: () => Promise.resolve(new Response(null, { status: 404 })) } as unknown as Fetcher; // the one method that is called

const pictures = await caches.open("pictures");

/** A person finder that answers, and sees nobody. */
export const findsNobody: PersonFinder = () => Promise.resolve({ kind: "found", detections: [] });

/** Everything that rules are handed, and what they log and decide about rate limits. `clock` in milliseconds. */
export function servicesAt(clock: () => number) {
  const log: LogEvent[] = [];
  const rates: RateLimitDecision[] = [];
  const background: Promise<unknown>[] = [];
  const now = () => new Date(clock());
  const services: Services = {
    db,
    primaryDb: db,
    messageDatabases: messageDatabasesOf(env, env.DB),
    storyDatabases: storyDatabasesOf(env, env.DB),
    photoStorage: photoStorageIn(env.R2_BUCKET),
    pictureCache: pictureCacheAt(pictures, { origin: "https://heartfelt.example", now, onFault: () => undefined }),
    personFinder: findsNobody,
    rooms: connectRooms(env.CHAT_ROOM, uuidv7()),
    accountJobs: connectAccountJobs(env.ACCOUNT_JOBS),
    inboxes: connectInboxes(env.INBOX, (work) => void background.push(work)),
    decodePicture,
    verifyRedaction,
    withDecodeSlot: createSlot(),
    withCopySlot: createShortQueueSlot(6),
    uploadMemory: createUploadMemory(),
    passwords: cheapPasswords,
    tokens: jwtTokens(settings, now),
    secrets: secretsOf(settings),
    passkeys: webauthnCeremonies,
    captcha: null,
    mailer: null,
    requiresVerifiedEmail: false,
    localMailbox: null,
    verifyMailEvent: null,
    afterAnswer: (work) => void background.push(work()),
    checkHealth: healthChecksOf({
      messageDatabases: messageDatabasesOf(env, env.DB),
      storyDatabases: storyDatabasesOf(env, env.DB),
      bucket: env.R2_BUCKET,
      rooms: env.CHAT_ROOM,
      inboxes: env.INBOX,
      assets: noAssets,
      now,
    }),
    clientAddress: null,
    guardNetwork: () => Promise.resolve(null),
    onRateLimit: (decision) => void rates.push(decision),
    now,
    pause: (milliseconds) => scheduler.wait(milliseconds),
    newId: <Id extends string>() => uuidv7() as Id,
    random: Math.random,
    log: (event) => void log.push(event),
    classifyFault,
  };
  return { services, log, rates, settle: () => Promise.all(background) };
}
