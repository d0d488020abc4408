import { z } from "zod";
import type { CheckHealth, HealthFindings, Services } from "~/domain/ports";
import type { RoomNamespace } from "./rooms.server";

/** The bindings that are asked. */
interface Parts {
  messageDatabases: Services["messageDatabases"];
  storyDatabases: Services["storyDatabases"];
  bucket: R2Bucket;
  rooms: RoomNamespace;
  inboxes: Env["INBOX"];
  assets: Fetcher;
  now: () => Date;
}

/** Asks all databases, R2, the rooms, the monitor of their projections, the inboxes, and the static files. */
export function healthChecksOf(parts: Parts): CheckHealth {
  const { bucket, rooms, inboxes, assets, now } = parts;
  return async () => {
    const [isDatabaseUp, isStorageUp, areRoomsUp, areInboxesUp, projectionLag, finderTier] = await Promise.all([
      answers(() => askDatabases(parts)),
      answers(() => bucket.head("public/images/none")),
      answers(() => rooms.getByName("health").health()),
      answers(() => inboxes.getByName("health").health()),
      readProjectionLag(rooms, now()),
      readFinderTier(assets),
    ]);
    return {
      database: isDatabaseUp,
      photoStorage: isStorageUp,
      rooms: areRoomsUp,
      inboxes: areInboxesUp,
      projectionLag,
      finderTier,
    };
  };
}

function askDatabases({ messageDatabases, storyDatabases }: Parts): Promise<unknown> {
  const ask = (databases: Iterable<D1Database>, query: string) =>
    [...databases].map((database) => database.prepare(query).first());
  return Promise.all([
    ...ask([messageDatabases.main], "select id from users limit 1"),
    ...ask(messageDatabases.others.values(), "select seq from messages limit 1"),
    ...ask(storyDatabases.others.values(), "select version from story_texts limit 1"),
  ]);
}

async function answers(ask: () => Promise<unknown>): Promise<boolean> {
  try {
    await ask();
    return true;
  } catch {
    return false;
  }
}

async function readProjectionLag(rooms: RoomNamespace, now: Date): Promise<HealthFindings["projectionLag"]> {
  try {
    const { roomsBehind, oldestAt } = await rooms.getByName("health").projectionLag();
    const oldestSeconds = oldestAt === null ? 0 : Math.max(0, Math.round((now.getTime() - oldestAt) / 1000));
    return { rooms_behind: roomsBehind, oldest_seconds: oldestSeconds };
  } catch {
    return null;
  }
}

const Manifest = z.object({ tier: z.enum(["built-in", "strong"]) });

/** Returns which weights of the face finder are served; null when none are. */
async function readFinderTier(assets: Fetcher): Promise<HealthFindings["finderTier"]> {
  try {
    const answer = await assets.fetch("https://assets.internal/models/manifest.json");
    const manifest = Manifest.safeParse(answer.ok ? await answer.json() : null);
    return manifest.success ? manifest.data.tier : null;
  } catch {
    return null;
  }
}
