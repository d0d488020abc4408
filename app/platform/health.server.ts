import type { AppLoadContext } from "@remix-run/cloudflare";
import { z } from "zod";
import type { DeepHealth, Health, PartHealth } from "~/contract/health";

/** The app answers: nothing else is looked at. */
export function checkHealth(): Health {
  return { status: "ok" };
}

/** Looks at each part that the app needs, and says what is wrong with each in one sentence. */
export async function checkParts(context: AppLoadContext): Promise<DeepHealth> {
  const { services, assets, rooms } = context;
  const [database, images, chat, finder] = await Promise.all([
    look("D1 does not answer: are the migrations applied?", () =>
      services.db.$client.prepare("select id from users limit 1").first(),
    ),
    look("R2 does not answer: is the bucket heartfelt-images there?", () => services.bucket.head("public/images/none")),
    look("The rooms do not answer: is heartfelt-api deployed?", () => rooms.getByName("health").health()),
    readTier(assets),
  ]);
  const parts = { database, images, chat, finder: finder.part };
  const isOk = Object.values(parts).every(({ status }) => status === "ok");
  return { status: isOk ? "ok" : "failing", parts, finder_tier: finder.tier };
}

async function look(failure: string, work: () => Promise<unknown>): Promise<PartHealth> {
  try {
    await work();
    return { status: "ok" };
  } catch {
    return { status: "failing", detail: failure };
  }
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
