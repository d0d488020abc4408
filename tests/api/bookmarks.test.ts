/** Bookmarks of the real local database: their form is the one that we sign and take back. */
import { expect, test } from "vitest";
import { patientFetch } from "../../scripts/patient-fetch.mjs";
import { newPerson, send, url } from "./client";
import { storyOf } from "./connected";

const signed = /^[0-9a-f]+(?:-[0-9a-f]+){1,7}\.[\w-]{43}$/;

test("a client of the API gets one with each answer, and one after a write is newer", async () => {
  const person = await newPerson();
  const before = (await send("GET", "/api/stories", { as: person })).headers.get("Heartfelt-Bookmark")!;
  expect(before).toMatch(signed);
  const id = await storyOf(person);
  const answer = await send("GET", `/api/stories/${id}`, { as: person, headers: { "Heartfelt-Bookmark": before } });
  expect(answer.status).toBe(200);
  expect(answer.headers.get("Heartfelt-Bookmark")! > before).toBe(true);
});

test("a browser gets one when it writes, beside its session, and no shared cache keeps that answer", async () => {
  const answer = await patientFetch(`${url}/api/auth/sign-up`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({
      email: `bookmark-${Date.now()}@example.org`,
      password: "a long password",
      display_name: "Bo",
    }),
  });
  const [value, ...attributes] = answer.headers
    .getSetCookie()
    .find((cookie) => cookie.startsWith("heartfelt-bookmark="))!
    .split("; ");
  expect(value!.slice("heartfelt-bookmark=".length)).toMatch(signed);
  expect(attributes.toSorted()).toEqual(["HttpOnly", "Max-Age=300", "Path=/", "SameSite=Lax"]);
  expect(answer.headers.get("Cache-Control")).toMatch(/^private, no-/);
});
