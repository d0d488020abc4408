import { readFileSync } from "node:fs";
import { SignJWT } from "jose";
import { describe, expect, test } from "vitest";
import { expectProblem, newPerson, send, url } from "./client";
import { act, connected, enter, upgrade } from "./connected";

const absent = "0198c0de-0000-7000-8000-000000000001";

async function chatToken(as: Parameters<typeof send>[2] & object): Promise<string> {
  return ((await (await send("POST", "/api/chat/token", as)).json()) as { token: string }).token;
}

describe("a socket", () => {
  test("opens for a member with a session token or a chat token, and a chat token opens nothing else", async () => {
    const { author, id } = await connected();
    await (await enter(author, id)).close();
    const token = await chatToken({ as: author });
    const upgraded = await upgrade(`/api/chat/connect/${id}?token=${token}`);
    expect(upgraded.kind).toBe("open");
    if (upgraded.kind === "open") await upgraded.line.close();
    await expectProblem(await send("GET", "/api/auth/me", { as: token }), 401, "not_signed_in");
  });

  test("is refused to a stranger, and alike for a room that does not exist", async () => {
    const { id } = await connected();
    const stranger = await newPerson();
    for (const room of [id, absent, "nonsense"]) {
      const refused = await upgrade(`/api/chat/connect/${room}?token=${stranger.token}`);
      expect(refused).toMatchObject({ kind: "refused", status: 403 });
    }
  });

  test("is refused to a page of another site, whatever its token", async () => {
    const { author, id } = await connected();
    const path = `/api/chat/connect/${id}?token=${author.token}`;
    const own = new URL(url);
    for (const origin of [
      "https://evil.example",
      "null",
      `https://${own.host}.evil.example`,
      `${url}.evil.example`,
      `http://127.0.0.1:${own.port}`,
      `http://${own.hostname}:1`,
      `https://${own.host}`,
      "file://",
    ]) {
      expect(await upgrade(path, { Origin: origin }), origin).toMatchObject({ kind: "refused", status: 403 });
    }
    const upgraded = await upgrade(path, { Origin: url });
    expect(upgraded.kind).toBe("open");
    if (upgraded.kind === "open") await upgraded.line.close();
  });

  test("is refused without a token that is good for it", async () => {
    const { author, id } = await connected();
    const path = `/api/chat/connect/${id}`;
    expect(await upgrade(path)).toMatchObject({ kind: "refused", status: 422 });
    for (const token of ["", "nonsense", `${author.token}x`, await signed({ sub: author.user.id, exp: -60 })]) {
      expect(await upgrade(`${path}?token=${token}`)).toMatchObject({ kind: "refused", status: 401 });
    }
  });

  test("needs an upgrade, and says so", async () => {
    const { author, id } = await connected();
    const problem = await expectProblem(
      await send("GET", `/api/chat/connect/${id}?token=${author.token}`),
      426,
      "upgrade_required",
    );
    expect(problem.detail).toContain("ws://");
  });

  test("closes with 4401 within a second when its session is signed out", async () => {
    const { author, id } = await connected();
    const line = await enter(author, id);
    expect((await send("POST", "/api/auth/sign-out", { as: author })).status).toBe(204);
    expect(await line.closedByRoom()).toBe(4401);
  });
});

/** A token that is signed with the app's own secret, but is not as the app makes them. */
async function signed({ sub, exp }: { sub: string; exp: number }): Promise<string> {
  const secret = /^JWT_SECRET\s*=\s*"?([^"\n]+)/m.exec(readFileSync(".dev.vars", "utf8"))?.[1] ?? "";
  return new SignJWT({ sid: absent })
    .setProtectedHeader({ alg: "HS256", kid: "1" })
    .setSubject(sub)
    .setIssuer("heartfelt")
    .setAudience("heartfelt-chat")
    .setExpirationTime(Math.floor(Date.now() / 1000) + exp)
    .sign(new TextEncoder().encode(secret));
}

describe("the history", () => {
  test("is complete a moment after a message, in order, and comes in pages from the newest", async () => {
    const { author, reader, id } = await connected();
    const line = await enter(author, id);
    for (let n = 1; n <= 25; n++) line.say(`message ${n}`, `c${n}`);
    await expect.poll(() => line.frames.length).toBeGreaterThanOrEqual(25);
    const whole = (await (await send("GET", `/api/chat/messages/${id}`, { as: reader })).json()) as HistoryPage;
    expect(whole.messages.map(({ seq, content }) => [seq, content])).toEqual(
      Array.from({ length: 25 }, (_, index) => [index + 1, `message ${index + 1}`]),
    );
    const pages: number[][] = [];
    for (let cursor = ""; ;) {
      const answer = await send("GET", `/api/chat/messages/${id}?limit=10${cursor}`, { as: reader });
      const page = (await answer.json()) as HistoryPage;
      pages.unshift(page.messages.map(({ seq }) => seq));
      if (page.next_cursor === null) break;
      cursor = `&cursor=${page.next_cursor}`;
    }
    expect(pages.flat()).toEqual(Array.from({ length: 25 }, (_, index) => index + 1));
    expect(pages.map(({ length }) => length)).toEqual([5, 10, 10]);
    await line.close();
  });

  test("comes around a time, and refuses what is none", async () => {
    const { author, reader, id } = await connected();
    const line = await enter(author, id);
    for (let n = 1; n <= 3; n++) line.say(`message ${n}`, `c${n}`);
    await expect.poll(() => line.frames.length).toBeGreaterThanOrEqual(3);
    const at = (time: string) => send("GET", `/api/chat/messages/${id}?at=${encodeURIComponent(time)}`, { as: reader });
    for (const time of ["2020-01-01T00:00:00Z", "2020-01-01T00:00:00+02:00", "2100-01-01T00:00:00Z"]) {
      const page = (await (await at(time)).json()) as HistoryPage;
      expect(page.messages.map(({ seq }) => seq)).toEqual([1, 2, 3]);
    }
    for (const time of ["", "yesterday", "2020-13-01T00:00:00Z", "2020-01-01"]) {
      expect((await at(time)).status).toBe(422);
    }
    await line.close();
  });

  test("is a member's alone", async () => {
    const { id } = await connected();
    await expectProblem(await send("GET", `/api/chat/messages/${id}`, { as: await newPerson() }), 404, "not_found");
    await expectProblem(await send("GET", `/api/chat/messages/${id}`), 401, "not_signed_in");
  });
});

interface HistoryPage {
  messages: { seq: number; content: string; id: string; status: string }[];
  next_cursor: string | null;
}

test("delivery that is confirmed over HTTP counts what was sent to the caller, and its sender sees the tick at once", async () => {
  const { author, reader, id } = await connected();
  const line = await enter(author, id);
  line.say("for you", "c1");
  await expect.poll(() => line.frames.length).toBeGreaterThanOrEqual(1);
  const confirm = async (as: typeof author, message_ids: string[]) =>
    send("POST", "/api/chat/messages/mark-delivered", { as, body: { message_ids } });
  expect(await (await confirm(author, [`${id}.1`])).json()).toEqual({ delivered: 0 });
  expect(await (await confirm(await newPerson(), [`${id}.1`])).json()).toEqual({ delivered: 0 });
  expect(await (await confirm(reader, [`${id}.1`, `${id}.2`, `${absent}.1`])).json()).toEqual({ delivered: 1 });
  await expect
    .poll(() => line.frames.some((frame) => frame.type === "delivery_confirmation" && frame.status === "delivered"))
    .toBe(true);
  expect(await (await confirm(reader, [`${id}.1`])).json()).toEqual({ delivered: 0 });
  const tooMany = Array.from({ length: 501 }, (_, index) => `${id}.${index + 1}`);
  await expectProblem(await confirm(reader, tooMany), 422, "invalid");
  await expectProblem(await confirm(reader, ["nonsense"]), 422, "invalid");
  await line.close();
});

test("unread counts are of the caller's own conversations, and fall when they are read", async () => {
  const { author, reader, id } = await connected();
  const line = await enter(author, id);
  for (const n of [1, 2, 3]) line.say(`message ${n}`, `c${n}`);
  const counts = async () => (await send("GET", "/api/chat/unread-counts", { as: reader })).json();
  // The room tells the inbox a moment later. The accepted request is news to whoever sent it.
  await expect.poll(counts, { interval: 200 }).toEqual({ counts: { [id]: 3 }, total: 3, asks: 0, news: 1 });
  const readerLine = await enter(reader, id);
  readerLine.socket.send(JSON.stringify({ type: "read_receipt", id: `${id}.3` }));
  await expect.poll(counts, { interval: 200 }).toEqual({ counts: { [id]: 0 }, total: 0, asks: 0, news: 1 });
  await expectProblem(await send("GET", "/api/chat/unread-counts"), 401, "not_signed_in");
});

test("a conversation that one has blocked counts no more for them until they unblock, and for the other as before", async () => {
  const { author, reader, id } = await connected();
  const line = await enter(author, id);
  line.say("unread", "c1");
  const countsOf = async (as: typeof author) => (await send("GET", "/api/chat/unread-counts", { as })).json();
  await expect.poll(() => countsOf(reader), { interval: 200 }).toMatchObject({ total: 1 });
  expect((await act(author, id, "block")).status).toBe(200);
  expect(await countsOf(reader)).toMatchObject({ total: 1 });
  expect((await act(author, id, "unblock")).status).toBe(200);
  expect((await act(reader, id, "block")).status).toBe(200);
  expect(await countsOf(reader)).toEqual({ counts: {}, total: 0, asks: 0, news: 0 });
  expect((await act(reader, id, "unblock")).status).toBe(200);
  expect(await countsOf(reader)).toMatchObject({ total: 1 });
});
