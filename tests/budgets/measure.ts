/** The cost of a call, as the metered app says it in a header. */
import { expect } from "vitest";
import { patientFetch } from "../../scripts/patient-fetch.mjs";
import { withCookies } from "../access-matrix/people";
import { url } from "../api/client";
import { pages, type World } from "./calls";
import { costsHeader, type Costs } from "./costs";

/** Calls that are refused here: of a wrong password or code, of links that no mail in this run has, and of an event without its signature. */
const measuredRefused = new Set([
  "POST /api/auth/sign-in",
  "POST /api/auth/finish-sign-up",
  "POST /api/auth/recover",
  "POST /api/mail/events",
  "POST /api/auth/undo-email-change",
]);

/** The pages by the names of their budgets, each with the call that asks for it. */
export const pageCalls = Object.entries(pages).map(
  ([path, addressOf]) => [`page ${path}`, (world: World) => pageOf(world, addressOf(world))] as const,
);

async function pageOf({ author }: World, path: string): Promise<Response> {
  const { headers } = await withCookies(author);
  return patientFetch(url + path, { headers, redirect: "manual" });
}

/** Returns what an answer cost. Throws when the call was refused. */
export function costsOf(name: string, answer: Response): Costs {
  expect([name, answer.status < 300 || measuredRefused.has(name)]).toEqual([name, true]);
  return JSON.parse(answer.headers.get(costsHeader) ?? "null") as Costs;
}

/** Calls that wait longer, for a reason. They may get no deeper: their own budgets hold that. */
const deeper = new Set([
  "GET /api/account/export", // a stream: each part is read when the one before has been sent
  "POST /api/account/passkeys/options", // two limits, of the calls and of wrong passwords
  "POST /api/connections/:id/photos", // as for a story:
  "POST /api/stories/upload-image", // its files are named in D1 before they are written, its row after
]);

/** Returns those that wait for more trips to D1 in a row than two for a page or a read, or three for a write. */
export function tooDeep(measured: Readonly<Record<string, Costs>>): string[] {
  return Object.entries(measured)
    .filter(([name, { tripsInRow }]) => tripsInRow > (/^(page|GET)/.test(name) ? 2 : 3) && !deeper.has(name))
    .map(([name]) => name);
}
