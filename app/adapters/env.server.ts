import { z } from "zod";
import { databaseKinds, numberOfBinding, type DatabaseKind } from "~/contract/database-binding";
import { turnstileOrigin } from "~/contract/turnstile";
import { webhookKeyOf } from "./webhooks.server";

/** HS256 asks for a key of at least 256 bits (RFC 7518, section 3.2). */
const minSecretLength = 32;

const howToMakeASecret =
  "locally, delete .dev.vars and run `npm start`; deployed, run `openssl rand -base64 48 | npx wrangler secret put JWT_SECRET --env production` (or staging)";

const Secret = z
  .string(`JWT_SECRET is missing: ${howToMakeASecret}.`)
  .min(minSecretLength, `JWT_SECRET is weak (it needs at least ${minSecretLength} characters): ${howToMakeASecret}.`)
  .refine((secret) => new Set(secret).size >= 10, `JWT_SECRET is weak (it repeats itself): ${howToMakeASecret}.`);

const binding = (name: string, fix: string) =>
  z.custom<object>((value) => typeof value === "object" && value !== null, `The binding ${name} is missing: ${fix}.`);

/** Cloudflare's own; another only for tests. */
const siteverifyUrl = `${turnstileOrigin}/turnstile/v0/siteverify`;

/** A setting that may be left out; an empty one is. */
const optionalText = z
  .string()
  .optional()
  .transform((value) => value || null);

const Environment = z.object({
  JWT_SECRET: Secret,
  JWT_SECRET_PREVIOUS: z
    .string()
    .min(minSecretLength, `JWT_SECRET_PREVIOUS is weak: remove it, or set the secret that was in use before.`)
    .optional(),
  TURNSTILE_SITE_KEY: optionalText,
  TURNSTILE_SECRET_KEY: optionalText,
  TURNSTILE_VERIFY_URL: z.url("TURNSTILE_VERIFY_URL is no address: remove it.").default(siteverifyUrl),
  MAIL_FROM: optionalText,
  MAIL_ORIGIN: optionalText,
  MAIL_HTTP_URL: optionalText,
  MAIL_HTTP_KEY: optionalText,
  MAIL_WEBHOOK_SECRET: optionalText,
  REQUIRE_VERIFIED_EMAIL: optionalText,
  SEND_EMAIL: z.custom<SendEmail>().optional(),
  DB: binding("DB", "add [[d1_databases]] to its environment in wrangler.toml, then `npm run deploy`"),
  R2_BUCKET: binding("R2_BUCKET", "add [[r2_buckets]] to its environment in wrangler.toml and create the bucket"),
  CHAT_ROOM: binding("CHAT_ROOM", "deploy the worker heartfelt-api first, then this one (`npm run deploy` does both)"),
  NETWORK_GUARD: binding("NETWORK_GUARD", "add [[ratelimits]] to wrangler.toml"),
  ACCESS_GUARD: binding("ACCESS_GUARD", "add [[ratelimits]] to wrangler.toml"),
  UPLOAD_GUARD: binding("UPLOAD_GUARD", "add [[ratelimits]] to wrangler.toml"),
  INBOX: binding("INBOX", "deploy the worker heartfelt-api first, then this one (`npm run deploy` does both)"),
  ACCOUNT_JOBS: binding(
    "ACCOUNT_JOBS",
    "deploy the worker heartfelt-api first, then this one (`npm run deploy` does both)",
  ),
});

/** The keys of a Turnstile widget, and where its tokens are verified. */
export interface TurnstileSettings {
  siteKey: string;
  secretKey: string;
  verifyUrl: string;
}

/** Who sends mails, from which address, and the origin of the links in them. */
export interface MailSettings {
  from: string;
  origin: string;
  transport: { kind: "binding"; binding: SendEmail } | { kind: "http"; url: string; key: string };
  /** With which the provider signs its events; null: none are taken. */
  webhookKey: Uint8Array<ArrayBuffer> | null;
  /** Whether the mails stay on this machine. */
  isLocal: boolean;
  /** Whether an account begins only once its address is confirmed. */
  requiresVerified: boolean;
}

/** The operator's settings, apart from the bindings. */
export interface Settings {
  jwtSecret: string;
  /** Still accepted, never used to sign. */
  previousJwtSecret: string | null;
  /** Null: sign-up asks for no check. */
  turnstile: TurnstileSettings | null;
  /** Null: no mail is sent, and nothing asks for one. */
  mail: MailSettings | null;
}

export type CheckedEnvironment = { kind: "ready"; settings: Settings } | { kind: "misconfigured"; sentence: string };

/** An isolate has one environment, which stays as it is: to check it was a quarter of the time of a small request. */
const checkedBefore = new WeakMap<object, CheckedEnvironment>();

/** Checks the environment at the first request: what is missing or weak is named in one sentence with its fix. */
export function checkEnvironment(env: object): CheckedEnvironment {
  const checked = checkedBefore.get(env) ?? check(env);
  checkedBefore.set(env, checked);
  return checked;
}

function check(env: object): CheckedEnvironment {
  const parsed = Environment.safeParse(env);
  if (!parsed.success) {
    return { kind: "misconfigured", sentence: parsed.error.issues[0]?.message ?? "The environment is not set up." };
  }
  const unreadable = misnamedDatabase(env);
  if (unreadable !== null) return { kind: "misconfigured", sentence: unreadable };
  const { JWT_SECRET: jwtSecret, JWT_SECRET_PREVIOUS: previousJwtSecret = null } = parsed.data;
  const turnstile = turnstileOf(parsed.data);
  if (typeof turnstile === "string") return { kind: "misconfigured", sentence: turnstile };
  const mail = mailOf(parsed.data);
  if (typeof mail === "string") return { kind: "misconfigured", sentence: mail };
  return { kind: "ready", settings: { jwtSecret, previousJwtSecret, turnstile, mail } };
}

const databaseContents: Record<DatabaseKind, string> = { MESSAGES_DB: "messages", STORIES_DB: "stories" };

/** Returns the sentence about a database of messages or stories that nobody would read; null when there is none. */
function misnamedDatabase(env: object): string | null {
  for (const kind of databaseKinds) {
    const bound = Object.entries(env).filter(([name]) => name.startsWith(kind));
    const wrong = bound.find(
      ([name, value]) => numberOfBinding(kind, name) === null || typeof value !== "object" || !value,
    );
    if (!wrong) continue;
    return `${wrong[0]} is no database of ${databaseContents[kind]}: name its binding in [[d1_databases]] of wrangler.toml ${kind}_ and a number from 0 to 9999.`;
  }
  return null;
}

const MailEnvironment = Environment.pick({
  MAIL_FROM: true,
  MAIL_ORIGIN: true,
  MAIL_HTTP_URL: true,
  MAIL_HTTP_KEY: true,
  MAIL_WEBHOOK_SECRET: true,
  REQUIRE_VERIFIED_EMAIL: true,
  SEND_EMAIL: true,
});

/** Returns the settings of mail of a worker that needs no others; null where it has none, or they are not good. */
export function mailSettingsOf(env: unknown): MailSettings | null {
  const parsed = MailEnvironment.safeParse(env);
  const mail = parsed.success ? mailOf(parsed.data) : null;
  return typeof mail === "string" ? null : mail;
}

/** Returns the settings of Turnstile, null when it is off, or the sentence that says which one is missing. */
function turnstileOf({
  TURNSTILE_SITE_KEY: siteKey,
  TURNSTILE_SECRET_KEY: secretKey,
  TURNSTILE_VERIFY_URL: verifyUrl,
}: z.infer<typeof Environment>): TurnstileSettings | string | null {
  if (siteKey === null && secretKey === null) return null;
  if (secretKey === null) {
    return "TURNSTILE_SECRET_KEY is missing, but TURNSTILE_SITE_KEY is set: run `npx wrangler secret put TURNSTILE_SECRET_KEY --env production` (or staging; locally, add it to .dev.vars), or remove TURNSTILE_SITE_KEY.";
  }
  if (siteKey === null) {
    return "TURNSTILE_SITE_KEY is missing, but TURNSTILE_SECRET_KEY is set: add it to the vars of its environment in wrangler.toml (locally, to .dev.vars), or remove TURNSTILE_SECRET_KEY.";
  }
  return { siteKey, secretKey, verifyUrl };
}

const httpsOrigin = /^https:\/\/[^/]+$/;
const loopbackUrl = /^http:\/\/127\.0\.0\.1:\d+\//;
const loopbackOrigin = /^http:\/\/(localhost|127\.0\.0\.1)(:\d+)?$/;

/** Returns the settings of mail, null when it is off, or the sentence that says what is missing or wrong. */
function mailOf(parsed: z.infer<typeof MailEnvironment>): MailSettings | string | null {
  const sending = sendingOf(parsed);
  const secret = parsed.MAIL_WEBHOOK_SECRET;
  if (sending === null || typeof sending === "string") return sending;
  if (secret === null) return { ...sending, webhookKey: null };
  const webhookKey = webhookKeyOf(secret);
  if (webhookKey !== null) return { ...sending, webhookKey };
  return "MAIL_WEBHOOK_SECRET is weak or no base64: set it to the signing secret (whsec_…) that the mail provider shows for its webhook, or remove it.";
}

/** Returns how mails are sent, null when they are not, or the sentence that says what is missing or wrong. */
function sendingOf({
  MAIL_FROM: from,
  MAIL_ORIGIN: origin,
  MAIL_HTTP_URL: url,
  MAIL_HTTP_KEY: key,
  SEND_EMAIL: binding,
  REQUIRE_VERIFIED_EMAIL: required,
}: z.infer<typeof MailEnvironment>): Omit<MailSettings, "webhookKey"> | string | null {
  const requiresVerified = required === "1";
  if (from === null) {
    if (!requiresVerified) return null;
    return "REQUIRE_VERIFIED_EMAIL is 1, but MAIL_FROM is missing: nobody could sign up. Set up mail, or remove it.";
  }
  if (!z.email().safeParse(from).success) return "MAIL_FROM is no e-mail address: set it to the sender of your mails.";
  if (origin === null || !(httpsOrigin.test(origin) || loopbackOrigin.test(origin))) {
    return "MAIL_ORIGIN is missing or no origin: set it to the address of this app, such as https://heartfelt.example, for the links in mails.";
  }
  if (url === null) {
    if (binding) return { from, origin, transport: { kind: "binding", binding }, isLocal: false, requiresVerified };
    return "MAIL_FROM is set, but nothing sends mails: add [[send_email]] with the name SEND_EMAIL to wrangler.toml, or set MAIL_HTTP_URL and MAIL_HTTP_KEY.";
  }
  if (key === null)
    return "MAIL_HTTP_KEY is missing, but MAIL_HTTP_URL is set: run `npx wrangler secret put MAIL_HTTP_KEY`.";
  const isLocal = loopbackUrl.test(url);
  if (!isLocal && !url.startsWith("https://")) return "MAIL_HTTP_URL must begin with https://.";
  return { from, origin, transport: { kind: "http", url, key }, isLocal, requiresVerified };
}
