/** The mails that the adapters hand to Cloudflare's binding and to a provider, and how either's faults come out. */
import { afterEach, expect, test, vi } from "vitest";
import { letterText } from "../text/letters";
import { localMailbox, mailerOf } from "./mail.server";

const common = {
  from: "post@heartfelt.example",
  origin: "https://heartfelt.example",
  isLocal: false,
  requiresVerified: false,
  webhookKey: null,
};
const transport = { kind: "http", url: "https://api.mail.example/emails", key: "a key" } as const;
const letter = { kind: "password_was_reset", name: "Ana", path: "/sign-in" } as const;

/** Nobody waits here. */
const atOnce = () => Promise.resolve();

afterEach(() => vi.unstubAllGlobals());

test("the binding gets sender, receiver, subject and both parts", async () => {
  const send = vi.fn(() => Promise.resolve({ messageId: "1" }));
  const binding = { send } as unknown as SendEmail; // the one method that is called
  const mailer = mailerOf({ ...common, transport: { kind: "binding", binding } }, letterText);
  expect(await mailer.send("ana@example.org", letter)).toEqual({ kind: "sent" });
  expect(send).toHaveBeenCalledWith({
    from: { email: common.from, name: "Heartfelt" },
    to: "ana@example.org",
    subject: "Your Heartfelt password was changed",
    text: expect.stringContaining("Hello Ana,"),
    html: expect.stringContaining("Hello Ana,"),
  });
});

test("a provider gets the same as JSON, with the key", async () => {
  const fetched = vi.fn((_url: string, _init: RequestInit) => Promise.resolve(new Response("{}")));
  vi.stubGlobal("fetch", fetched);
  expect(await mailerOf({ ...common, transport }, letterText).send("ana@example.org", letter)).toEqual({
    kind: "sent",
  });
  const [url, init] = fetched.mock.calls[0]!;
  expect([url, init.method]).toEqual([transport.url, "POST"]);
  expect(init.headers).toMatchObject({ Authorization: "Bearer a key" });
  expect(JSON.parse(String(init.body))).toMatchObject({
    from: "Heartfelt <post@heartfelt.example>",
    to: ["ana@example.org"],
    text: expect.stringContaining("https://heartfelt.example/sign-in"),
  });
});

test("a provider that refuses, or does not answer, is an outcome that names no address", async () => {
  const mailer = mailerOf({ ...common, transport }, letterText, atOnce);
  vi.stubGlobal("fetch", () => Promise.resolve(new Response("ana@example.org is unknown", { status: 422 })));
  expect(await mailer.send("ana@example.org", letter)).toEqual({ kind: "failed", reason: "status 422" });
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("ana@example.org")));
  expect(await mailer.send("ana@example.org", letter)).toEqual({ kind: "failed", reason: "TypeError" });
});

test.each([
  ["429, 200", { kind: "sent" }],
  ["503, 500, 202", { kind: "sent" }],
  ["503, 503, 504", { kind: "failed", reason: "status 504" }],
  ["500, 422", { kind: "failed", reason: "status 422" }],
  ["401", { kind: "failed", reason: "status 401" }],
])("a provider that answers %s is asked so often, for one and the same mail", async (statuses, outcome) => {
  const answers = statuses.split(", ").map(Number);
  const fetched = vi.fn((_url: string, _init: RequestInit) =>
    Promise.resolve(new Response(null, { status: answers[fetched.mock.calls.length - 1]! })),
  );
  vi.stubGlobal("fetch", fetched);
  expect(await mailerOf({ ...common, transport }, letterText, atOnce).send("ana@example.org", letter)).toEqual(outcome);
  expect(fetched).toHaveBeenCalledTimes(answers.length);
  const keys = fetched.mock.calls.map(([, { headers }]) => new Headers(headers).get("Idempotency-Key"));
  expect(new Set(keys).size).toBe(1);
});

test("only a provider on this machine has a mailbox that can be read", () => {
  expect(localMailbox({ ...common, transport })).toBeNull();
  const local = { kind: "http", url: "http://127.0.0.1:1234/emails", key: "a key" } as const;
  expect(localMailbox({ ...common, transport: local, isLocal: true, requiresVerified: false })).not.toBeNull();
});
