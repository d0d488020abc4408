/** An export made in runs: bounded, and the same archive wherever a run breaks off. */
import { crc32 } from "node:zlib";
import { env, runInDurableObject } from "cloudflare:test";
import { strFromU8, unzipSync } from "fflate";
import { uuidv7 } from "uuidv7";
import { expect, test } from "vitest";
import { exportTtlMs } from "../../app/contract/account-export";
import type { SessionId } from "../../app/contract/ids";
import { joined } from "../../app/domain/accounts/zip-writer.server";
import type { ExportStore, Services } from "../../app/domain/ports";
import { connectDatabase } from "../../db/client";
import { listDueRemovals } from "../../db/queries/photos";
import { recorded } from "../../tests/d1-costs/recorded";
import { makeWorld, photoOf, type World } from "../../tests/world/everything";
import { db, servicesAt } from "../../tests/world/services";
import { start } from "../../tests/world/start";
import { exportBounds, ExportOfPerson, maxFailures, type ExportBounds } from "./export-job";
import { ExportRows } from "./export-store";

let clock = start;
const { services } = servicesAt(() => clock);
const sessionId = "session" as SessionId;

/** R2's uploads of parts in memory, where parts may be as small as a test wants. */
function memoryStore(): ExportStore & { files: Map<string, Uint8Array> } {
  const files = new Map<string, Uint8Array>();
  const uploads = new Map<string, Uint8Array[]>();
  return {
    files,
    keyOf: (id) => `private/exports/${id}.zip`,
    begin: async () => {
      const id = uuidv7();
      uploads.set(id, []);
      return id;
    },
    putPart: async ({ id }, number, bytes) => {
      uploads.get(id)![number - 1] = bytes.slice();
      return `etag of ${number}`;
    },
    complete: async ({ key, id }, etags) => {
      if (!files.has(key)) files.set(key, joined(uploads.get(id)!.slice(0, etags.length)));
    },
    abort: async ({ id }) => void uploads.delete(id),
    get: async () => null,
  };
}

/** Works on an export in an object of its own, with `changed` services and bounds. */
function withExport<Result>(
  { changed = {}, bounds = { calls: 40, partBytes: 1_000 } }: { changed?: Partial<Services>; bounds?: ExportBounds },
  work: (job: ExportOfPerson, rows: ExportRows) => Promise<Result>,
): Promise<Result> {
  return runInDurableObject(env.ACCOUNT_JOBS.getByName(uuidv7()), async (_object, { storage }) => {
    const rows = new ExportRows(storage);
    return work(new ExportOfPerson({ rows, services: { ...services, ...changed, newId: uuidv7 }, bounds }), rows);
  });
}

/** Runs an export to its end, through runs that fail. Returns how many runs it took. */
async function runToEnd(job: ExportOfPerson): Promise<number> {
  for (let run = 1; run < 500; run++) {
    await job.run().catch(() => job.noteFailure());
    if (job.find()?.job.status !== "running") return run;
  }
  throw new Error("The export does not end.");
}

async function exported(
  world: World,
  changed: Partial<Services> = {},
  bounds: ExportBounds = { calls: 40, partBytes: 1_000 },
): Promise<Uint8Array> {
  const store = memoryStore();
  const photoStorage = { ...(changed.photoStorage ?? services.photoStorage), exports: store };
  await withExport({ changed: { ...changed, photoStorage }, bounds }, async (job) => {
    await job.start({ userId: world.people.ana, sessionId });
    await runToEnd(job);
    expect(job.find()).toMatchObject({ job: { status: "ready", progress: 1 } });
  });
  return [...store.files.values()][0]!;
}

test("an export that is made in runs holds what one that is downloaded at once does", async () => {
  const world = await makeWorld();
  const files = unzipSync(await exported(world));
  expect((JSON.parse(strFromU8(files[`conversations/${world.people.connection}.json`]!)) as unknown[]).length).toBe(30);
  expect(Object.keys(files).filter((name) => name.startsWith("photos/")).length).toBe(world.photos.length);
  expect(strFromU8(files["README.txt"]!)).toContain("Nothing is missing.");
});

test.each(["before", "after"])("wherever a call fails, %s it had its effect, the archive is the same", async (when) => {
  const world = await makeWorld();
  const whole = await exported(world);
  let calls = 0;
  let failing = 0;
  /** Fails the call whose number is `failing`, once. */
  const breaking = <Port extends object>(port: Port): Port =>
    new Proxy(port, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name, target);
        if (typeof value !== "function" || name === "keyOf") return value;
        return async (...args: unknown[]) => {
          const breaks = ++calls === failing;
          if (breaks && when === "before") throw new Error("It broke off.");
          const result: unknown = await Reflect.apply(value, target, args);
          if (breaks) throw new Error("It broke off.");
          return result;
        };
      },
    });
  for (failing = 1; failing <= 60; failing++) {
    calls = 0;
    const store = memoryStore();
    const photoStorage = { ...services.photoStorage, exports: breaking(store) };
    await withExport({ changed: { photoStorage } }, async (job) => {
      await job.start({ userId: world.people.ana, sessionId });
      await runToEnd(job);
    });
    expect([...store.files.values()][0], `call ${failing}`).toEqual(whole);
    if (calls < failing) break;
  }
  expect(failing).toBeGreaterThan(4);
});

test("a run makes no more statements and calls to rooms than its bounds allow, however much there is", async () => {
  const world = await makeWorld();
  const { connection, ana } = world.people;
  await env.DB.prepare(
    `WITH RECURSIVE n(seq) AS (SELECT 31 UNION ALL SELECT seq + 1 FROM n WHERE seq < 20000)
     INSERT INTO messages (connection_id, seq, sender_id, content, created_at) SELECT ?1, seq, ?2, 'hello ' || seq, 0 FROM n`,
  )
    .bind(connection, ana)
    .run();
  const { database, asked } = recorded(env.DB);
  let calls = 0;
  const rooms: Services["rooms"] = {
    ...services.rooms,
    // D1 has it all: the room has nothing younger.
    freshHistory: async (room, page) => {
      calls += 1;
      const { messages: _younger, ...rest } = await services.rooms.freshHistory(room, { ...page, limit: 1 });
      return { ...rest, messages: [], checkpoint: 0 };
    },
  };
  const store = memoryStore();
  const changed = { db: connectDatabase(database), rooms, photoStorage: { ...services.photoStorage, exports: store } };
  const perRun: number[] = [];
  await withExport({ changed, bounds: { calls: 40, partBytes: 50_000 } }, async (job) => {
    await job.start({ userId: ana, sessionId });
    while (job.find()?.job.status === "running") {
      [asked.length, calls] = [0, 0];
      await job.run();
      perRun.push(asked.length + calls);
    }
  });
  expect(Math.max(...perRun)).toBeLessThanOrEqual(40);
  expect(perRun.length).toBeGreaterThan(10);
  const files = unzipSync([...store.files.values()][0]!);
  const messages = JSON.parse(strFromU8(files[`conversations/${connection}.json`]!)) as { seq: number }[];
  expect(messages.map(({ seq }) => seq)).toEqual(Array.from({ length: 20_000 }, (_, n) => 20_000 - n));
});

test("a picture that is larger than one step is whole, and one that is deleted meanwhile is named", async () => {
  const world = await makeWorld();
  const large = await photoOf(world.people.ana, null);
  const bytes = new Uint8Array(9 * 1024 * 1024).map((_, n) => n % 251);
  await env.R2_BUCKET.put(large.originalKey, bytes);
  const whole = unzipSync(await exported(world, {}, exportBounds))[`photos/original/${large.id}.jpg`]!;
  expect([whole.length, crc32(whole)]).toEqual([bytes.length, crc32(bytes)]);
  const readPart: Services["photoStorage"]["originals"]["readPart"] = async (key, range) =>
    range.offset > 0 ? null : services.photoStorage.originals.readPart(key, range);
  const originals = { ...services.photoStorage.originals, readPart };
  const files = unzipSync(
    await exported(world, { photoStorage: { ...services.photoStorage, originals } }, exportBounds),
  );
  expect(strFromU8(files["README.txt"]!)).toContain(`photos/original/${large.id}.jpg (it ends early`);
});

test("one export is made at a time; one that is stopped leaves nothing and its file is on the list of what must go", async () => {
  const world = await makeWorld();
  const userId = world.people.ana;
  await withExport({}, async (job, rows) => {
    const first = await job.start({ userId, sessionId });
    expect(await job.start({ userId, sessionId })).toEqual(first);
    const { key } = job.find()!;
    await job.run();
    await job.discard();
    expect(job.find()).toBeNull();
    expect(rows.read()).toBeNull();
    expect(await job.run()).toBeNull();
    expect(await listDueRemovals(db, new Date(clock), 1_000)).toContain(key);
  });
});

test("an export that fails again and again says so, and can be started again", async () => {
  const world = await makeWorld();
  const exports: ExportStore = { ...memoryStore(), begin: () => Promise.reject(new Error("R2 fails.")) };
  const changed = { photoStorage: { ...services.photoStorage, exports } };
  await withExport({ changed }, async (job) => {
    await job.start({ userId: world.people.ana, sessionId });
    expect(await runToEnd(job)).toBeGreaterThanOrEqual(maxFailures);
    expect(job.find()).toMatchObject({ job: { status: "failed", bytes: null } });
    exports.begin = memoryStore().begin;
    expect(await job.start({ userId: world.people.ana, sessionId })).toMatchObject({ status: "running", progress: 0 });
  });
});

test("a finished export expires after its week, to the millisecond", async () => {
  const world = await makeWorld();
  const changed = { photoStorage: { ...services.photoStorage, exports: memoryStore() } };
  await withExport({ changed }, async (job) => {
    await job.start({ userId: world.people.ana, sessionId });
    await runToEnd(job);
    const { key } = job.find()!;
    clock = start + exportTtlMs - 1;
    expect(job.find()).not.toBeNull();
    expect(await listDueRemovals(db, new Date(clock), 1_000)).not.toContain(key);
    clock += 1;
    expect(job.find()).toBeNull();
    expect(await job.run()).toBeNull();
    expect(await listDueRemovals(db, new Date(clock), 1_000)).toContain(key);
    clock = start;
  });
});
