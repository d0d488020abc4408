/** Retention of evidence: deleted from D1 and R2 a fixed time after its report was closed. */
import type { ReportId } from "../../app/contract/ids";
import { env } from "cloudflare:test";
import { uuidv7 } from "uuidv7";
import { expect, test } from "vitest";
import { evidenceTtlMs } from "../../app/contract/report";
import { sweep } from "../../app/domain/maintenance/sweep.server";
import { findReport, insertReport, moderate } from "../../db/queries/reports";
import { newId } from "../world/ids";
import { newPerson } from "../world/people";
import { db, servicesAt } from "../world/services";
import { start } from "../world/start";
import { objects } from "../world/everything";

let clock = start;
const { services, log } = servicesAt(() => clock);

async function newReport() {
  const id = newId<ReportId>();
  const key = `private/evidence/${id}.jpg`;
  const [reporterId, personId] = [await newPerson(), await newPerson()];
  await env.R2_BUCKET.put(key, new Uint8Array([1]));
  await insertReport(db, {
    id,
    reporterId,
    kind: "photo",
    subjectId: uuidv7(),
    personId,
    reason: "face_visible",
    note: "On the left.",
    evidence: { kind: "photo", alt: "", story_title: null, width: 1, height: 1 },
    evidenceKey: key,
    evidenceType: "image/jpeg",
    status: "open",
    createdAt: new Date(start),
  });
  return { id, key, personId, reporterId };
}

async function dismiss({ id, personId, reporterId }: Awaited<ReturnType<typeof newReport>>): Promise<void> {
  const row = await findReport(db, id);
  if (!row) throw new Error("The report is not there.");
  const entry = { id: uuidv7(), reportId: id, personId, staffId: reporterId, createdAt: new Date(clock) };
  await moderate(db, { ...entry, act: "dismiss", reason: "Nothing in it." }, row);
}

test("evidence is deleted 90 days after its report was closed, to the millisecond; that of an open report is kept", async () => {
  const [closed, open] = [await newReport(), await newReport()];
  await dismiss(closed);
  clock = start + evidenceTtlMs - 1;
  await sweep(services);
  expect(log.at(-1)).toMatchObject({ event: "swept", evidence: 0 });
  expect(await objects()).toEqual(expect.arrayContaining([closed.key, open.key]));
  clock += 1;
  await sweep(services);
  expect(log.at(-1)).toMatchObject({ event: "swept", evidence: 1 });
  expect(await objects()).not.toContain(closed.key);
  expect(await objects()).toContain(open.key);
  expect(await findReport(db, closed.id)).toMatchObject({
    evidence: null,
    evidenceKey: null,
    note: "",
    status: "closed",
  });
  expect(await findReport(db, open.id)).toMatchObject({ evidenceKey: open.key, note: "On the left." });
  await sweep(services);
  expect(log.at(-1)).toMatchObject({ event: "swept", evidence: 0 });
});
