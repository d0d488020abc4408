/** Web Push: who is told of what while no page is open. */
import { z } from "zod";
import { ConnectionId, type SessionId } from "./ids";
import { InboxEntryId, InboxKind } from "./inbox";

/** Browsers of one person that are told. Of more, the newest are kept. */
export const maxPushSubscriptions = 20;

/** A push service's own limit is far below it: Mozilla's endpoints have about 200 characters, Microsoft's 500. */
const maxEndpointLength = 1_024;

export const PushSubscriptionId = z.uuidv7().brand<"PushSubscriptionId">();
export type PushSubscriptionId = z.infer<typeof PushSubscriptionId>;

/** `POST /api/push/subscriptions`: a browser's `PushSubscription.toJSON()`, of which other fields are ignored. */
export const NewPushSubscription = z.object({
  endpoint: z.url("That is no address.").max(maxEndpointLength),
  keys: z.object({
    /** An uncompressed point of P-256: 65 bytes in base64url. */
    p256dh: z.string().regex(/^B[\w-]{86}$/, "That is no public key of P-256."),
    /** 16 bytes in base64url. */
    auth: z.string().regex(/^[\w-]{22}$/, "That is no authentication secret."),
  }),
});
export type NewPushSubscription = z.infer<typeof NewPushSubscription>;

/** A browser that wants to be told, and the session that it is signed in by. `now` in milliseconds since 1970. */
export interface PushSubscribing extends NewPushSubscription {
  id: PushSubscriptionId;
  session: SessionId;
  now: number;
}

/** Where and for whom a push message is encrypted. */
export interface PushTarget {
  endpoint: string;
  p256dh: string;
  auth: string;
}

/** A browser that is told. `service`: the host of its push service. */
export const PushSubscriptionListed = z.object({
  id: PushSubscriptionId,
  service: z.string(),
  created_at: z.iso.datetime(),
});
export type PushSubscriptionListed = z.infer<typeof PushSubscriptionListed>;

/** The kinds of notifications that a person turns on and off. */
export const PushKinds = z.object({
  messages: z.boolean(),
  requests: z.boolean(),
  originals: z.boolean(),
  stories: z.boolean(),
  sign_ins: z.boolean(),
});
export type PushKinds = z.infer<typeof PushKinds>;
export type PushKind = keyof PushKinds;

const TimeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "Write the time as 22:30.");

/** Hours in which nothing is sent, on the clock of a time zone (IANA). They may go over midnight. */
export const QuietHours = z
  .object({
    from: TimeOfDay,
    to: TimeOfDay,
    time_zone: z.string().max(64).refine(isTimeZone, "We don't know this time zone."),
  })
  .refine(({ from, to }) => from !== to, { path: ["to"], message: "Choose an end that differs from the beginning." });
export type QuietHours = z.infer<typeof QuietHours>;

/** The detail of a notification: who and what, or only that there is something. */
export const PushDetail = z.enum(["name", "nothing"]);
export type PushDetail = z.infer<typeof PushDetail>;

export const PushSettings = z.object({
  kinds: PushKinds,
  detail: PushDetail,
  quiet: QuietHours.nullable(),
  /** Whether what has waited for a day is mailed, at most once a day. */
  digest: z.boolean(),
});
export type PushSettings = z.infer<typeof PushSettings>;

/** Until a person chooses: names are for them to turn on, as a locked screen shows them to everybody. */
export const defaultPushSettings: PushSettings = {
  kinds: { messages: true, requests: true, originals: true, stories: true, sign_ins: true },
  detail: "nothing",
  quiet: null,
  digest: true,
};

/** `PATCH /api/push`: what is left out stays. */
export const PushChange = z.object({
  kinds: PushKinds.partial().optional(),
  detail: PushDetail.optional(),
  quiet: QuietHours.nullable().optional(),
  digest: z.boolean().optional(),
});
export type PushChange = z.infer<typeof PushChange>;

/** `GET /api/push`. */
export const PushState = z.object({
  /** For `pushManager.subscribe`; null where the operator set up no keys, and nothing is sent. */
  public_key: z.string().nullable(),
  settings: PushSettings,
  muted: z.array(ConnectionId),
  subscriptions: z.array(PushSubscriptionListed),
});
export type PushState = z.infer<typeof PushState>;

/** The outcome of a subscription: `refused`, with the field that is at fault, or `off` where nothing is sent. */
export type SubscribeOutcome =
  | { kind: "kept"; subscription: PushSubscriptionListed }
  | { kind: "refused"; field: "endpoint" | "keys" }
  | { kind: "off" };

/**
 * A push message, decrypted. `news` is shown, in place of the notification with the same tag; `read` closes that one. Names,
 * counts and kinds are null where the person chose that a notification says nothing.
 */
export const PushMessage = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("news"),
    tag: InboxEntryId,
    kind: InboxKind.nullable(),
    name: z.string().nullable(),
    unread: z.int().nullable(),
    /** The page that a click opens. */
    path: z.string(),
  }),
  z.object({ type: z.literal("read"), tag: InboxEntryId }),
]);
export type PushMessage = z.infer<typeof PushMessage>;

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
