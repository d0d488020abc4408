import type { AppLoadContext } from "@remix-run/cloudflare";
import { z } from "zod";
import type { DeepHealth, Health, PartHealth } from "~/contract/health";
import type { RoomNamespace } from "./rooms.server";

/** Seconds that a message may be missing in D1: a room tries at least once a minute. */
const longestCopyLag = 120;

interface CopyHealth {
  part: PartHealth;
  lag: DeepHealth["chat_copy_lag"];
}

/** The app answers: nothing else is looked at. */
export function checkHealth(): Health {
  return { status: "ok" };
}

/** Looks at each part that the app needs, and says what is wrong with each in one sentence. */
export async function checkParts(context: AppLoadContext): Promise<DeepHealth> {
  const { services, assets, rooms } = context;
  const [database, images, chat, copy, finder] = await Promise.all([
    look("D1 does not answer: are the migrations applied?", () =>
      services.db.$client.prepare("select id from users limit 1").first(),
    ),
    look("R2 does not answer: is the bucket heartfelt-images there?", () => services.bucket.head("public/images/none")),
    look("The rooms do not answer: is heartfelt-api deployed?", () => rooms.getByName("health").health()),
    readCopyLag(rooms, Date.now()),
    readTier(assets),
  ]);
  const parts = { database, images, chat, chat_copy: copy.part, finder: finder.part };
  const isOk = Object.values(parts).every(({ status }) => status === "ok");
  return { status: isOk ? "ok" : "failing", parts, chat_copy_lag: copy.lag, finder_tier: finder.tier };
}

async function look(failure: string, work: () => Promise<unknown>): Promise<PartHealth> {
  try {
    await work();
    return { status: "ok" };
  } catch {
    return { status: "failing", detail: failure };
  }
}

/** Asks for the copies' lag; `now` in milliseconds. */
async function readCopyLag(rooms: RoomNamespace, now: number): Promise<CopyHealth> {
  try {
    const { roomsBehind, oldestAt } = await rooms.getByName("health").copyLag();
    const oldestSeconds = oldestAt === null ? 0 : Math.max(0, Math.round((now - oldestAt) / 1000));
    return judgeCopyLag({ rooms_behind: roomsBehind, oldest_seconds: oldestSeconds });
  } catch {
    return {
      part: { status: "failing", detail: "CopyMonitor does not answer: is heartfelt-api deployed?" },
      lag: null,
    };
  }
}

/** A copy that is late for a moment is caught up by itself; one that is late for long needs an operator. */
export function judgeCopyLag(lag: NonNullable<DeepHealth["chat_copy_lag"]>): CopyHealth {
  if (lag.oldest_seconds <= longestCopyLag) return { part: { status: "ok" }, lag };
  const detail = `${lag.rooms_behind} conversations wait for D1, one for ${lag.oldest_seconds} s: does D1 take writes? Nothing is lost, the rooms copy when it does.`;
  return { part: { status: "failing", detail }, lag };
}

const Manifest = z.object({ tier: z.enum(["built-in", "strong"]) });

/** Which weights of the face finder are served. */
async function readTier(assets: Fetcher): Promise<{ part: PartHealth; tier: DeepHealth["finder_tier"] }> {
  const missing = {
    status: "failing" as const,
    detail: "The finder's weights are missing: run `npm run models:build` and build again.",
  };
  try {
    const answer = await assets.fetch("https://assets.internal/models/manifest.json");
    const manifest = Manifest.safeParse(answer.ok ? await answer.json() : null);
    return manifest.success ? { part: { status: "ok" }, tier: manifest.data.tier } : { part: missing, tier: null };
  } catch {
    return { part: missing, tier: null };
  }
}
