/** Requests over time, on a real D1 with a clock of its own: they expire, and a decline stays silent all the while. */
import { beforeEach, expect, test } from "vitest";
import { askTtlMs, maxOpenAsks, type Connection, type ConnectionAct } from "../../app/contract/connection";
import type { ConnectionId, StoryId, UserId } from "../../app/contract/ids";
import {
  actOnConnection,
  askToConnect,
  findConnectionBetween,
  listConnections,
} from "../../app/domain/connections/connections.server";
import type { UnreadCounts } from "../../app/contract/chat";
import { newPerson, newStory } from "../world/people";
import { servicesAt } from "../world/services";
import { start } from "../world/start";

const day = 24 * 60 * 60 * 1000;
let clock = start;

const { services, settle } = servicesAt(() => clock);

beforeEach(() => {
  clock = start;
});

/** As the inbox answers once it has read what changed. */
async function countUnread(person: UserId): Promise<UnreadCounts> {
  await settle();
  return services.inboxes.badge(person, { session: null, now: clock });
}

interface Author {
  id: UserId;
  story: StoryId;
}

async function makeAuthor(): Promise<Author> {
  const id = await newPerson();
  return { id, story: await newStory(id) };
}

const ask = (by: Author, to: Author) => askToConnect(services, by.id, { story_id: to.story, note: "" });

const act = (by: Author, id: ConnectionId, what: ConnectionAct) =>
  actOnConnection(services, by.id, { id, act: what, imageIds: null });

async function asked(by: Author, to: Author): Promise<ConnectionId> {
  const answer = await ask(by, to);
  if (answer.kind !== "asked") throw new Error(`Expected an ask, not ${answer.kind}.`);
  return answer.connection.id;
}

async function seenBy(person: Author): Promise<Connection[]> {
  return (await listConnections(services, person.id, { before: null, limit: 50 })).connections;
}

test("a request expires to the millisecond: it can no longer be accepted, and a new one can be sent", async () => {
  const [author, reader] = [await makeAuthor(), await makeAuthor()];
  const id = await asked(reader, author);
  clock += askTtlMs - 1;
  expect(await seenBy(reader)).toMatchObject([{ id, status: "asked" }]);
  expect(await ask(reader, author)).toMatchObject({ kind: "already_connected" });
  clock += 1;
  for (const person of [reader, author]) expect(await seenBy(person)).toMatchObject([{ id, status: "expired" }]);
  for (const what of ["accept", "decline"] as const) {
    expect(await act(author, id, what)).toEqual({ kind: "not_now", reason: "no_longer_open" });
  }
  expect(await findConnectionBetween(services, reader.id, author.id)).toBeNull();
  const next = await asked(reader, author);
  expect(next).not.toBe(id);
  expect(await act(author, next, "accept")).toMatchObject({ kind: "done", connection: { status: "accepted" } });
});

test("requests wait for the author's answer until they are answered, blocked or expired", async () => {
  const author = await makeAuthor();
  const waiting = async () => (await countUnread(author.id)).asks;
  const [first, second, third] = await Promise.all(
    [1, 2, 3].map(async () => {
      const reader = await makeAuthor();
      return { reader, id: await asked(reader, author) };
    }),
  );
  expect(await waiting()).toBe(3);
  expect((await countUnread(first!.reader.id)).asks).toBe(0);
  await act(author, first!.id, "accept");
  expect(await waiting()).toBe(2);
  await act(author, second!.id, "decline");
  expect(await waiting()).toBe(1);
  await act(author, third!.id, "block");
  expect(await waiting()).toBe(0);
  await act(author, third!.id, "unblock");
  expect(await waiting()).toBe(1);
  clock += askTtlMs;
  expect(await waiting()).toBe(0);
});

test("a request in the other direction does not accept an expired one", async () => {
  const [author, reader] = [await makeAuthor(), await makeAuthor()];
  await asked(reader, author);
  clock += askTtlMs;
  expect(await ask(author, reader)).toMatchObject({ kind: "asked", connection: { status: "asked", role: "asker" } });
});

test("expired requests do not count as pending", async () => {
  const reader = await makeAuthor();
  const authors = await Promise.all(Array.from({ length: maxOpenAsks + 1 }, makeAuthor));
  const last = authors.pop()!;
  for (const author of authors) await asked(reader, author);
  expect(await ask(reader, last)).toEqual({ kind: "too_many_asks" });
  clock += askTtlMs;
  await asked(reader, last);
});

test("a declined request looks and answers like a pending one on every day", async () => {
  const [reader, waits, declines] = [await makeAuthor(), await makeAuthor(), await makeAuthor()];
  await asked(reader, waits);
  const declined = await asked(reader, declines);
  clock += day;
  expect(await act(declines, declined, "decline")).toMatchObject({ kind: "done" });
  const withoutNames = ({ id, other, story, ...rest }: Connection) => ({ ...rest, ids: [id, other, story].length });
  for (const days of [1, 5, 29, 30, 31]) {
    clock = start + days * day;
    const [one, other] = (await seenBy(reader)).map(withoutNames);
    expect(one).toEqual(other);
    const standings = [waits, declines].map(async ({ id }) => {
      const standing = await findConnectionBetween(services, reader.id, id);
      return standing && withoutNames(standing);
    });
    const [standing, otherStanding] = await Promise.all(standings);
    expect(standing).toEqual(otherStanding);
    if (days >= 30) continue;
    const answers = [await ask(reader, waits), await ask(reader, declines)];
    expect(answers.map(({ kind }) => kind)).toEqual(["already_connected", "already_connected"]);
  }
  for (const author of [waits, declines]) expect(await ask(reader, author)).toMatchObject({ kind: "asked" });
});

test("a request back after a decline accepts the first one, as if the two had crossed", async () => {
  const [author, reader] = [await makeAuthor(), await makeAuthor()];
  const id = await asked(reader, author);
  expect(await act(author, id, "decline")).toMatchObject({ kind: "done" });
  clock += day;
  const answers = await Promise.all([ask(author, reader), ask(author, reader)]);
  for (const answer of answers) expect(answer).toMatchObject({ connection: { id, status: "accepted" } });
  for (const person of [author, reader]) expect(await seenBy(person)).toMatchObject([{ id, status: "accepted" }]);
});

test("a withdrawn request can be sent again only after the cooling-off time", async () => {
  const [author, reader] = [await makeAuthor(), await makeAuthor()];
  expect(await act(reader, await asked(reader, author), "withdraw")).toMatchObject({ kind: "done" });
  clock += 29 * day;
  expect(await ask(reader, author)).toEqual({ kind: "cooling_off", until: new Date(start + 30 * day) });
  clock += day;
  await asked(reader, author);
});
