/** Invariants of every answer, whatever was asked. */
import { expect } from "vitest";
import { Problem } from "../../app/contract/problem";
import { expectDescribed } from "../api/described";
import type { Sent } from "./sending";

/** Leaks of a server's inside: frames of a stack, SQL, its errors, and where files are. */
const inside =
  /\bat (async )?[\w.<>]+ \(|\bat file:|SQLITE_|\bD1_|\bSELECT\b.+\bFROM\b|\bINSERT INTO\b|node_modules|\.(ts|mjs):\d+|\/(home|tmp|work|root|usr)\/|(Type|Range|Syntax|Reference)Error\b/;

/** Throws when an answer is a fault, tells of the server's inside, or is none that the description tells of. */
export async function judge({ method, target }: Sent, answer: Response): Promise<void> {
  expect(answer.status, "no request makes the server fail").toBeLessThan(500);
  const type = answer.headers.get("Content-Type") ?? "";
  const body = /json|text|^$/.test(type) ? await answer.clone().text() : "";
  expect(inside.exec(body)?.[0] ?? null, "nothing tells of the server's inside").toBeNull();
  expect(answer.headers.get("X-Request-Id"), "every answer has its request's id").toMatch(/^[\w-]{1,64}$/);
  expect(answer.headers.get("X-Content-Type-Options")).toBe("nosniff");
  if (type === "application/problem+json" && method !== "HEAD") expectWhole(Problem.parse(JSON.parse(body)), answer);
  if (answer.status === 429) expect(Number(answer.headers.get("Retry-After"))).toBeGreaterThan(0);
  if (answer.status === 405) expect(answer.headers.get("Allow")).toMatch(/^[A-Z]+(, [A-Z]+)*$/);
  // A page of another site learns nothing, not even which methods a path takes.
  if (answer.status === 403 && body.includes('"foreign_origin"')) return;
  // Plain HTTP to a host that is not this machine goes to HTTPS, before any route is asked.
  if (answer.status === 308) return expect(answer.headers.get("Location")).toMatch(/^https:\/\//);
  if (isOfTheApi(method, target)) await expectDescribed(method, target, answer);
}

const methods = new Set(["GET", "HEAD", "POST", "PATCH", "PUT", "DELETE"]);

/** Whether the description tells of it: not of a method that no path takes, nor of the form in which open pages fetch. */
function isOfTheApi(method: string, target: string): boolean {
  return methods.has(method) && !/\.data\/*(\?|$)/.test(target);
}

function expectWhole(problem: Problem, answer: Response): void {
  expect(problem.status).toBe(answer.status);
  expect(problem.request_id).toBe(answer.headers.get("X-Request-Id"));
  expect(problem.detail).not.toBe("");
}
