/** Account export while a part fails: unreadable parts are left out and listed, the rest is complete. */
import { env } from "cloudflare:test";
import { strFromU8, unzipSync } from "fflate";
import { expect, test } from "vitest";
import { exportStream } from "../../app/domain/accounts/export-download.server";
import { accountOf } from "../../app/domain/accounts/sessions.server";
import type { Services } from "../../app/domain/ports";
import type { SessionId } from "../../app/contract/ids";
import { exportReadme } from "../../app/text/export-readme";
import { findUser } from "../../db/queries/accounts";
import { photoStorageIn } from "../../app/adapters/photo-storage.server";
import { db, servicesAt } from "../world/services";
import { start } from "../world/start";
import { makeWorld, type World } from "../world/everything";

const { services } = servicesAt(() => start);

async function exportOf({ people }: World, faults: Partial<Services> = {}): Promise<Record<string, string>> {
  const user = await findUser(db, people.ana);
  const viewer = { account: accountOf(user!), sessionId: "session" as SessionId };
  const bytes = await new Response(exportStream({ ...services, ...faults }, viewer, exportReadme)).arrayBuffer();
  const files = unzipSync(new Uint8Array(bytes));
  return Object.fromEntries(Object.entries(files).map(([name, content]) => [name, strFromU8(content)]));
}

test("an export holds all of a person's data from D1, R2 and the rooms, and nobody else's", async () => {
  const world = await makeWorld();
  await services.inboxes.push.mute(world.people.ana, world.people.connection);
  const [owner, connectionId] = [world.people.ana, world.people.connection];
  await services.inboxes.markConversation({ owner, connectionId, now: start, pinned: true });
  const files = await exportOf(world);
  expect(JSON.parse(files["conversation-marks.json"]!)).toEqual([
    { connection_id: connectionId, pinned_at: new Date(start).toISOString(), archived_at: null, muted: true },
  ]);
  expect(files["README.txt"]).toContain("Nothing is missing.");
  expect(Object.keys(files).filter((name) => name.startsWith("photos/")).length).toBe(world.photos.length);
  expect((JSON.parse(files[`conversations/${world.people.connection}.json`]!) as unknown[]).length).toBe(30);
  expect(JSON.parse(files[`conversations/${world.people.connection}.reveals.json`]!)).toMatchObject([
    { type: "reveal", user_id: world.people.ana },
  ]);
  expect(files["passkeys.json"]).toContain("A device");
  expect(JSON.parse(files["reports.json"]!)).toMatchObject([{ note: `A note of ${world.people.ana}` }]);
  expect(JSON.parse(files["inbox.json"]!)).toMatchObject([
    { kind: "messages", connection_id: world.people.connection, other: { id: world.people.ben }, unread: 15 },
  ]);
  expect(JSON.parse(files["notifications.json"]!)).toMatchObject({ muted: [world.people.connection] });
  expect(JSON.stringify(files)).not.toContain(world.others.story);
});

test("missing and unreadable photos are listed in the README, and the rest is exported", async () => {
  const world = await makeWorld();
  const [gone = "", failing = ""] = world.photos;
  await env.R2_BUCKET.delete(gone);
  const bucket = new Proxy(env.R2_BUCKET, {
    get: (target, name) =>
      name === "get"
        ? (key: string) => (key === failing ? Promise.reject(new Error("R2 fails.")) : target.get(key))
        : Reflect.get(target, name, target),
  });
  const files = await exportOf(world, { photoStorage: photoStorageIn(bucket) });
  const named = [gone, failing].map((key) => key.split("/").at(-1)!);
  for (const name of named) expect(files["README.txt"]).toContain(name);
  expect(Object.keys(files).filter((name) => name.startsWith("photos/")).length).toBe(world.photos.length - 2);
});

test("a conversation whose room is out of reach is exported empty with a note, as valid JSON", async () => {
  const world = await makeWorld();
  const rooms = { ...services.rooms, freshHistory: () => Promise.reject(new Error("It does not answer.")) };
  const files = await exportOf(world, { rooms });
  const name = `conversations/${world.people.connection}.json`;
  expect(JSON.parse(files[name]!)).toEqual([]);
  expect(files["README.txt"]).toContain(name);
});
