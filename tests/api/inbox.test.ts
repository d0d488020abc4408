import WebSocket from "ws";
import { expect, test } from "vitest";
import { newPerson, send, url, type Person } from "./client";
import { connected, upgrade } from "./connected";

interface Entry {
  id: string;
  kind: string;
  is_seen: boolean;
}

async function tokenOf(person: Person): Promise<string> {
  return ((await (await send("POST", "/api/inbox/token", { as: person })).json()) as { token: string }).token;
}

async function entriesOf(person: Person): Promise<Entry[]> {
  return ((await (await send("GET", "/api/inbox", { as: person })).json()) as { entries: Entry[] }).entries;
}

test("an inbox lists what happened, until it was seen it counts, and nobody else's marks change that", async () => {
  const { author, reader, id } = await connected();
  const accepted = `request_accepted.${id}`;
  await expect
    .poll(() => entriesOf(reader))
    .toMatchObject([{ id: accepted, is_seen: false, other: { display_name: author.user.display_name } }]);
  const markBy = (person: Person) => send("POST", "/api/inbox/seen", { as: person, body: { ids: [accepted] } });
  expect((await markBy(author)).status).toBe(204);
  expect(await entriesOf(reader)).toMatchObject([{ is_seen: false }]);
  for (const _again of [1, 2]) expect((await markBy(reader)).status).toBe(204);
  expect(await entriesOf(reader)).toMatchObject([{ is_seen: true }]);
});

test("the inbox's socket takes its own token once, and no token of another purpose", async () => {
  const person = await newPerson();
  const chat = (await (await send("POST", "/api/chat/token", { as: person })).json()) as { token: string };
  const path = (token: string) => `/api/inbox/connect?token=${token}`;
  for (const wrong of [chat.token, person.token, "no-token"]) {
    expect(await upgrade(path(wrong))).toMatchObject({ kind: "refused", status: 401 });
  }
  const token = await tokenOf(person);
  const socket = new WebSocket(`${url.replace("http", "ws")}${path(token)}`);
  const frame = await new Promise((resolve, reject) =>
    socket.on("error", reject).once("message", (data) => resolve(JSON.parse(String(data)))),
  );
  expect(frame).toEqual({ type: "badge", counts: {}, total: 0, asks: 0, news: 0 });
  expect(await upgrade(path(token))).toMatchObject({ kind: "refused", status: 401 });
  const closed = new Promise((resolve) => socket.once("close", resolve));
  socket.send("not a ping");
  expect(await closed).toBe(4400);
});

test("an entry's id and a cursor that are not ours are refused", async () => {
  const person = await newPerson();
  expect((await send("POST", "/api/inbox/seen", { as: person, body: { ids: ["<script>"] } })).status).toBe(422);
  expect((await send("GET", "/api/inbox?cursor=%27;--", { as: person })).status).toBe(422);
});
