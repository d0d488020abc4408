/** A year in the life of a small population: the tables do not grow. */
import { env } from "cloudflare:test";
import { uuidv7 } from "uuidv7";
import { expect, test } from "vitest";
import type { ConnectionId, ReportId, UserId } from "../../app/contract/ids";
import { deletionGraceMs } from "../../app/contract/account";
import { openSession, refreshSession, signOut } from "../../app/domain/accounts/sessions.server";
import { acquireKey } from "../../app/domain/limits/idempotency.server";
import { takeRate } from "../../app/domain/limits/rate-limits.server";
import { sweep } from "../../app/domain/maintenance/sweep.server";
import { deleteStory } from "../../app/domain/stories/stories.server";
import { findUser } from "../../db/queries/accounts";
import { insertAsk, insertBlock } from "../../db/queries/connections";
import { insertChallenge } from "../../db/queries/passkeys";
import { insertReport } from "../../db/queries/reports";
import { scheduleDeletion } from "../../db/queries/scheduled-deletion";
import { runs } from "../how-many";
import { photoOf, objects, tables } from "../world/everything";
import { newId } from "../world/ids";
import { erasingAtOnce } from "../world/jobs";
import { newClient, newPerson, newStory } from "../world/people";
import { db, servicesAt } from "../world/services";
import { start } from "../world/start";

const dayMs = 24 * 60 * 60 * 1000;

/**
 * A step does a day's work and is swept once, within bounds as small beside the work as an hour's are beside a busy day's.
 * The days between two steps are idle: a shorter year has fewer of the same days.
 */
const steps = runs({ usual: 25, full: 73 });
const stepMs = (365 / steps) * dayMs;
const bounds = { statements: 40, rows: 5 };

let clock = start;
const services = erasingAtOnce(servicesAt(() => clock).services);

/** A member's visit: signs in, refreshes, asks somebody, reports, uploads, deletes, and signs out every other time. */
async function liveADay(me: UserId, other: UserId, step: number): Promise<void> {
  const user = (await findUser(db, me))!;
  const client = newClient();
  const session = await openSession(services, user, client);
  const refreshed = await refreshSession(services, session.secret, client);
  if (refreshed.kind === "signed_in") await refreshSession(services, refreshed.session.secret, client);
  if (step % 2 === 0) await signOut(services, session);
  await takeRate(services, "upload", me);
  await takeRate(services, "sign_in_place", `a network of ${uuidv7()}`);
  await acquireKey(services, { userId: me, key: uuidv7(), fingerprint: "a hash" });
  await insertChallenge(db, { challenge: uuidv7(), purpose: "sign_in", userId: null, expiresAt: new Date(clock) });
  await photoOf(me, null, clock);
  const story = await newStory(me);
  await photoOf(me, story, clock);
  await deleteStory(services, me, story);
  const at = { createdAt: new Date(clock), updatedAt: new Date(clock) };
  await insertAsk(db, { id: newId<ConnectionId>(), askerId: me, authorId: other, status: "declined", ...at });
  await reportAndClose(me, other);
}

async function reportAndClose(reporterId: UserId, personId: UserId): Promise<void> {
  const id = newId<ReportId>();
  const about = {
    kind: "ask",
    subjectId: uuidv7(),
    reason: "other",
    note: "",
    evidence: { kind: "ask", note: "" },
  } as const;
  await insertReport(db, { id, reporterId, personId, ...about, status: "open", createdAt: new Date(clock) });
  // Without the moderation log's line, which stays as long as the account.
  await env.DB.prepare("UPDATE reports SET status = 'closed', closed_at = ? WHERE id = ?").bind(clock, id).run();
}

/** Somebody who joins for a day, leaves something, and deletes the account. */
async function joinAndLeave(member: UserId): Promise<UserId> {
  const guest = await newPerson();
  await photoOf(guest, await newStory(guest), clock);
  await insertBlock(db, { blockerId: guest, blockedId: member, createdAt: new Date(clock) });
  await scheduleDeletion(db, guest, new Date(clock + deletionGraceMs));
  return guest;
}

type Counts = Record<string, number>;

async function counts(): Promise<Counts> {
  const all = await tables();
  const results = await env.DB.batch<{ n: number }>(
    all.map((table) => env.DB.prepare(`SELECT count(*) AS n FROM "${table}"`)),
  );
  return Object.fromEntries(all.map((table, index) => [table, results[index]!.results[0]!.n]));
}

/** The steps after which the tables are looked at: past three months, past the half year that reports stay, and at the end. */
const looked = [Math.ceil(steps / 4), Math.ceil(steps * 0.55), steps];

/** Rows by which two days may differ: one of the two steps had a sign-out, or was just swept. */
const noise = 3;

test(
  `after three months and after twelve, in ${steps} steps, the tables hold as much; closed reports since their half year`,
  { timeout: 300_000 },
  async () => {
    const members = [await newPerson(), await newPerson()];
    const [one, two] = members as [UserId, UserId];
    const seen: Counts[] = [];
    for (let step = 1; step <= steps; step++) {
      clock = start + step * stepMs;
      await joinAndLeave(one);
      await liveADay(one, two, step);
      await liveADay(two, one, step);
      await sweep(services, bounds);
      if (looked.includes(step)) seen.push({ ...(await counts()), objects: (await objects()).length });
    }
    const [early, middle, late] = seen as [Counts, Counts, Counts];
    for (const table of Object.keys(late)) {
      const before = table === "reports" ? middle[table]! : early[table]!;
      expect(Math.abs(late[table]! - before), `${table}: ${before}, then ${late[table]}`).toBeLessThanOrEqual(noise);
    }
  },
);
