/** Mails of what waits, from the real inbox by its alarm, with a mail provider that is the test's. */
import { env, runDurableObjectAlarm } from "cloudflare:test";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { UserId } from "../../../app/contract/ids";
import { stopDigest } from "../../../app/domain/accounts/digest.server";
import { connectInboxes } from "../../../app/adapters/inboxes.server";
import { connectDatabase } from "../../../db/client";
import { inboxRowsOf } from "../../../tests/world/everything";
import { createRoomFixture } from "../../chat-room/testing/test-room";
import { oneConversation } from "../testing/one-conversation";

const hourMs = 60 * 60 * 1000;
const dayMs = 24 * hourMs;

interface SentMail {
  to: string[];
  subject: string;
  text: string;
  headers?: Record<string, string>;
}

const mail = {
  MAIL_FROM: "heartfelt@heartfelt.example",
  MAIL_ORIGIN: "https://heartfelt.example",
  MAIL_HTTP_URL: "https://mail.example/emails",
  MAIL_HTTP_KEY: "a key",
};

let sent: SentMail[] = [];

beforeEach(() => {
  sent = [];
  Object.assign(env, mail);
  // Ahead of the real clock, by which the runtime rings alarms: here the tests ring them.
  vi.useFakeTimers({ toFake: ["Date"], now: Date.parse("2100-11-27T12:00:00Z") });
  vi.stubGlobal("fetch", async (_url: string, { body }: { body: string }) => {
    sent.push(JSON.parse(body) as SentMail);
    return new Response("{}");
  });
  vi.spyOn(console, "log").mockReturnValue();
});
afterEach(() => {
  for (const name of Object.keys(mail)) Reflect.deleteProperty(env, name);
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const inboxOf = (user: UserId) => env.INBOX.getByName(user);
const services = { db: connectDatabase(env.DB), inboxes: connectInboxes(env.INBOX, () => undefined) };

/** A person with a confirmed address, and a conversation in which the other one writes. */
async function createReader() {
  const { ana, connection } = await createRoomFixture();
  await env.DB.prepare("UPDATE users SET email_verified_at = 1 WHERE id = ?").bind(ana).run();
  await inboxOf(ana).refresh(ana);
  return {
    ana,
    ...oneConversation(ana, connection),
    /** Lets time pass, and the alarm ring if one is set. */
    after: async (milliseconds: number) => {
      vi.setSystemTime(Date.now() + milliseconds);
      await runDurableObjectAlarm(inboxOf(ana));
      return sent.splice(0);
    },
  };
}

const keyIn = ({ headers }: SentMail) => new URL(headers!["List-Unsubscribe"]!.slice(1, -1)).searchParams.get("token")!;

test("what waits unseen for a day is mailed, once, and only something new makes another, a day later", async () => {
  const { receive, after } = await createReader();
  await receive();
  await receive();
  expect(await after(dayMs - 1)).toEqual([]);
  const [first, ...more] = await after(1);
  expect(more).toEqual([]);
  expect(first?.text).toContain("2 unread messages.");
  expect(first?.headers?.["List-Unsubscribe-Post"]).toBe("List-Unsubscribe=One-Click");
  expect(await after(3 * dayMs)).toEqual([]);
  await receive();
  expect(await after(dayMs - 1)).toEqual([]);
  expect((await after(1)).map(({ text }) => /\d+ unread/.exec(text)?.[0])).toEqual(["3 unread"]);
});

test("two mails are a day apart, however much happens", async () => {
  const { receive, read, after } = await createReader();
  await receive();
  expect(await after(dayMs)).toHaveLength(1);
  await read();
  await receive();
  for (let hour = 1; hour < 24; hour++) expect([hour, await after(hourMs)]).toEqual([hour, []]);
  expect(await after(hourMs)).toHaveLength(1);
});

test("what was read in time is not mailed, and nothing is to whom did not confirm, left, was suspended or is stopped", async () => {
  const reader = await createReader();
  await reader.receive();
  await reader.read();
  expect(await reader.after(2 * dayMs)).toEqual([]);
  for (const change of ["email_verified_at = NULL", "leaving_at = 1", "suspended_at = 1"]) {
    const { ana, receive, after } = await createReader();
    await receive();
    await env.DB.prepare(`UPDATE users SET ${change} WHERE id = ?`).bind(ana).run();
    expect([change, await after(dayMs)]).toEqual([change, []]);
  }
  const { ana, receive, after } = await createReader();
  await receive();
  await env.DB.prepare(
    "INSERT INTO mail_stops (email, reason, stopped_at) SELECT email, 'bounced', 1 FROM users WHERE id = ?",
  )
    .bind(ana)
    .run();
  expect(await after(dayMs)).toEqual([]);
});

test("the link in a mail stops them, by itself and again; turned on in the settings, they come again", async () => {
  const { ana, receive, after } = await createReader();
  await receive();
  const [first] = await after(dayMs);
  const token = keyIn(first!);
  expect(await stopDigest(services, token)).toBe("stopped");
  expect(await stopDigest(services, token)).toBe("stopped");
  await receive();
  expect(await after(2 * dayMs)).toEqual([]);
  await inboxOf(ana).changePush({ digest: true });
  expect(await after(0)).toHaveLength(1);
});

test("a key that is another person's, cut, made up or before any mail stops nothing", async () => {
  const [reader, other] = [await createReader(), await createReader()];
  await reader.receive();
  await other.receive();
  const [own] = await reader.after(dayMs);
  const [key] = [keyIn(own!).split(".")[1]!];
  const tokens = ["", key, `${other.ana}.${key}`, `${reader.ana}.${key.slice(1)}`, `${reader.ana}.${"A".repeat(43)}`];
  for (const token of [...tokens, `${reader.ana}.`, `0198c0de-0000-7000-8000-000000000001.${key}`]) {
    expect([token, await stopDigest(services, token)]).toEqual([token, "unknown"]);
  }
  expect((await inboxOf(reader.ana).pushState()).settings.digest).toBe(true);
});

test("an inbox that is erased mails nothing more, and keeps nothing of it", async () => {
  const { ana, receive, after } = await createReader();
  await receive();
  await after(dayMs);
  await receive();
  expect(await inboxRowsOf(ana)).toBeGreaterThan(3);
  await inboxOf(ana).erase();
  expect(await after(2 * dayMs)).toEqual([]);
  expect(await inboxRowsOf(ana)).toBe(0);
});

test("without a mail provider no mail is made, and none is due", async () => {
  for (const name of Object.keys(mail)) Reflect.deleteProperty(env, name);
  const { receive, after } = await createReader();
  await receive();
  expect(await after(2 * dayMs)).toEqual([]);
});
