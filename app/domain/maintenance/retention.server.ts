/** The retention of each table's rows: `db/schema.ts` says the same in each table's comment, and a test compares them. */
import { evidenceTtlMs } from "~/contract/report";
import type { TableName } from "~db/client";
import { deleteEndedReveals, deleteOldRequests } from "~db/queries/connections";
import { deleteOldKeys } from "~db/queries/idempotency";
import { deleteOldStops } from "~db/queries/mail-stops";
import { deleteOldTokens } from "~db/queries/mail-tokens";
import { deleteExpiredInPlace, deleteExpiredMessages } from "~db/queries/messages";
import { deleteOldChallenges } from "~db/queries/passkeys";
import { deleteOldPending } from "~db/queries/pending-sign-ups";
import { deletePhotos, listUnattachedPhotos } from "~db/queries/photos";
import { deleteFullBuckets } from "~db/queries/rate-limits";
import { deleteEvidence, deleteOldReports } from "~db/queries/reports";
import { deleteOldSecrets, deleteOldSessions } from "~db/queries/sessions";
import { deleteUnnamedTexts, removeDueTexts } from "~db/queries/story-text-removals";
import type { PlacedDatabases } from "~db/placement";
import { idempotencyKeyTtlMs } from "~/domain/limits/idempotency.server";
import { removeDue } from "~/domain/photos/removal.server";
import type { Services } from "~/domain/ports";

type Sweeping = Pick<Services, "db" | "messageDatabases" | "storyDatabases" | "photoStorage" | "now">;

/** Deletes the rows of a table that have stayed their time. */
export interface TableSweep {
  /** Statements that one run takes at most. */
  statements: number;
  /** Whether there may be such rows here at all; left out: always. */
  isNeeded?: (services: Sweeping) => boolean;
  /** Deletes at most `limit` rows. Returns how many. */
  run: (services: Sweeping, limit: number) => Promise<number>;
}

interface Retention {
  /** Completes "Kept ...", as in the schema. */
  kept: string;
  /** By the name that they count under. None for what goes with something else, or stays until its person deletes it. */
  sweeps: Readonly<Record<string, TableSweep>>;
}

const dayMs = 24 * 60 * 60 * 1000;

/** A session stays this long after it was over. */
const overSessionTtlMs = 30 * dayMs;

/** A photo may wait this long for its story or its message: who comes back the next morning finds it. */
const unattachedPhotoTtlMs = dayMs;

/** A link that was mailed stays this long after it expired. */
const expiredLinkTtlMs = 7 * dayMs;

/** An address that mails came back from is tried again after so long. */
const mailStopTtlMs = 180 * dayMs;

/** A request that was not accepted stays this long: a month to be answered, another in which its sender sees the end. */
const requestTtlMs = 60 * dayMs;

/** A closed report stays this long; its evidence goes before. */
const closedReportTtlMs = 180 * dayMs;

function before({ now }: Sweeping, ttlMs: number): Date {
  return new Date(now().getTime() - ttlMs);
}

async function sweepUnattachedPhotos(services: Sweeping, limit: number): Promise<number> {
  const photos = await listUnattachedPhotos(services.db, before(services, unattachedPhotoTtlMs), limit);
  await deletePhotos(services.db, photos, services.now());
  return photos.length;
}

const hourMs = 60 * 60 * 1000;

/** In the main database, and each hour in the next of the message databases: what rooms leave behind is little. */
async function sweepExpiredMessages({ messageDatabases, now }: Sweeping, limit: number): Promise<number> {
  const [at, { main }] = [now().getTime(), messageDatabases];
  const place = inTurn(messageDatabases, at);
  const [inMain, elsewhere] = await Promise.all([
    deleteExpiredMessages(main, at, limit),
    place === undefined ? 0 : deleteExpiredInPlace(messageDatabases, place, { now: at, limit }),
  ]);
  return inMain + elsewhere;
}

/** Each hour the texts in the next of the databases for stories: those that no row came to name are few. */
async function sweepUnnamedTexts({ db, storyDatabases, now }: Sweeping, limit: number): Promise<number> {
  const at = now().getTime();
  const place = inTurn(storyDatabases, at);
  return place === undefined ? 0 : deleteUnnamedTexts({ db, storyDatabases }, place, { now: at, limit });
}

function hasTextsElsewhere({ storyDatabases }: Sweeping): boolean {
  return storyDatabases.others.size > 0;
}

/** Returns the database whose turn it is in an hour, by its number. */
function inTurn({ others }: PlacedDatabases, at: number): number | undefined {
  return [...others.keys()][Math.floor(at / hourMs) % Math.max(1, others.size)];
}

/** In the order of the sweep: secrets before their sessions, and files last, when all that leads to them has been scheduled. */
export const retention: Readonly<Record<TableName, Retention>> = {
  users: { kept: "until its person deletes the account: erased a week after they asked for it", sweeps: {} },
  refreshTokens: {
    kept: "as long as its session: an old secret that comes back must be known",
    sweeps: {
      secrets: {
        statements: 1,
        run: (services, limit) => deleteOldSecrets(services.db, before(services, overSessionTtlMs), limit),
      },
    },
  },
  sessions: {
    kept: "for 30 days after it ended or expired, to look into a break-in",
    sweeps: {
      sessions: {
        statements: 1,
        run: (services, limit) => deleteOldSessions(services.db, before(services, overSessionTtlMs), limit),
      },
    },
  },
  passkeys: { kept: "until its person removes it or the account goes; at most 20 each", sweeps: {} },
  passkeyChallenges: {
    kept: "until it expires, after five minutes",
    sweeps: { challenges: { statements: 1, run: ({ db, now }, limit) => deleteOldChallenges(db, now(), limit) } },
  },
  mailTokens: {
    kept: "for a week after it expired, so that its page can say what became of it",
    sweeps: {
      links: {
        statements: 1,
        run: (services, limit) => deleteOldTokens(services.db, before(services, expiredLinkTtlMs), limit),
      },
    },
  },
  recoveryCodes: {
    kept: "until it is used, others replace it, the password is reset, or the account goes",
    sweeps: {},
  },
  pendingSignUps: {
    kept: "until its link expires, after a day",
    sweeps: { sign_ups: { statements: 1, run: ({ db, now }, limit) => deleteOldPending(db, now(), limit) } },
  },
  mailStops: {
    kept: "for 180 days, then the address is tried again; at most as long as its account",
    sweeps: {
      mail_stops: {
        statements: 1,
        run: (services, limit) => deleteOldStops(services.db, before(services, mailStopTtlMs), limit),
      },
    },
  },
  rateLimits: {
    kept: "until the limit is whole again, at most a day: a missing row is a whole limit",
    sweeps: { buckets: { statements: 1, run: ({ db, now }, limit) => deleteFullBuckets(db, now().getTime(), limit) } },
  },
  stories: {
    kept: "until its author deletes it or the account goes",
    sweeps: { unnamed_texts: { statements: 5, isNeeded: hasTextsElsewhere, run: sweepUnnamedTexts } },
  },
  storyImages: {
    kept: "as long as its story or its message; without one for a day",
    sweeps: { photos: { statements: 3, run: sweepUnattachedPhotos } },
  },
  connections: {
    kept: "as long as both accounts once accepted; a request that was not is gone 60 days after it was sent",
    sweeps: {
      requests: {
        statements: 1,
        run: (services, limit) => deleteOldRequests(services.db, before(services, requestTtlMs), limit),
      },
    },
  },
  messages: {
    kept: "as long as its connection, or until it disappears",
    sweeps: {
      disappeared: {
        statements: 6,
        run: sweepExpiredMessages,
      },
    },
  },
  messageViews: { kept: "as long as its connection", sweeps: {} },
  chatEvents: { kept: "as long as its connection", sweeps: {} },
  chatMembers: { kept: "as long as its connection", sweeps: {} },
  blocks: { kept: "until it is lifted or one of the accounts goes", sweeps: {} },
  reportPhotos: { kept: "as long as the evidence of its report", sweeps: {} },
  reveals: {
    kept: "until its owner ends it or its time is over, or as long as its photo and its connection",
    sweeps: { reveals: { statements: 1, run: ({ db, now }, limit) => deleteEndedReveals(db, now(), limit) } },
  },
  reports: {
    kept: "until 180 days after it was closed, its evidence and note for the first 90; an open one until it is closed",
    sweeps: {
      evidence: {
        statements: 3,
        run: (services, limit) =>
          deleteEvidence(services.db, before(services, evidenceTtlMs), { limit, now: services.now() }),
      },
      reports: {
        statements: 1,
        run: (services, limit) => deleteOldReports(services.db, before(services, closedReportTtlMs), limit),
      },
    },
  },
  moderationLog: { kept: "as long as the account of the person it is about", sweeps: {} },
  idempotencyKeys: {
    kept: "for a day",
    sweeps: {
      keys: {
        statements: 1,
        run: (services, limit) => deleteOldKeys(services.db, before(services, idempotencyKeyTtlMs), limit),
      },
    },
  },
  pendingTextRemovals: {
    kept: "until the text is gone, which is tried each hour once it is due",
    sweeps: {
      texts: {
        statements: 10, // one for each database that has some of them
        isNeeded: hasTextsElsewhere,
        run: (services, limit) => removeDueTexts(services, services.now(), limit),
      },
    },
  },
  textMoves: { kept: "until a database is added: then it begins anew", sweeps: {} },
  pendingRemovals: {
    kept: "until the object is gone, which is tried each hour once it is due",
    sweeps: { objects: { statements: 2, run: removeDue } },
  },
};
