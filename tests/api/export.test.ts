/** A copy of everything of mine: one archive, whole, and nobody else's. */
import { strFromU8, unzipSync } from "fflate";
import { expect, test } from "vitest";
import { Connection } from "../../app/contract/connection";
import { Message } from "../../app/contract/chat";
import { act, asked, connected, enter } from "./connected";
import { expectProblem, newPerson, photo, send, uploaded, type Person } from "./client";

/** The files of an export by name, unpacked by another hand than the one that packed it. */
async function exported(as: Person): Promise<Record<string, Uint8Array>> {
  const answer = await send("GET", "/api/account/export", { as });
  expect(answer.status).toBe(200);
  expect(answer.headers.get("Content-Type")).toBe("application/zip");
  expect(answer.headers.get("Content-Disposition")).toMatch(/^attachment; filename="heartfelt-\d{4}-\d\d-\d\d\.zip"$/);
  expect(answer.headers.get("Cache-Control")).toBe("private, no-store");
  return unzipSync(new Uint8Array(await answer.arrayBuffer()));
}

const readJson = (files: Record<string, Uint8Array>, name: string) => JSON.parse(strFromU8(files[name]!)) as unknown;
const readText = (files: Record<string, Uint8Array>, name: string) => strFromU8(files[name]!);

test("an export holds the account, stories, photos with their originals, connections, notes and conversations", async () => {
  const { author, reader, id } = await connected();
  const { original } = await photo();
  const image = await uploaded(author, { original });
  const body = { title: "Héron", body: "It happened.", image_ids: [image.image_id] };
  expect((await send("POST", "/api/stories", { as: author, body })).status).toBe(201);
  const line = await enter(reader, id);
  for (let n = 1; n <= 120; n++) line.say(`message ${n}`, `client-${n}`);
  await expect
    .poll(() => line.frames.filter(({ type }) => type === "delivery_confirmation").length)
    .toBeGreaterThan(50);
  await line.close();

  const files = await exported(author);
  expect(Object.keys(files).toSorted()).toEqual(
    [
      "README.txt",
      "account.json",
      "blocked.json",
      "connections.json",
      "conversation-marks.json",
      `conversations/${id}.json`,
      `photos/original/${image.image_id}.jpg`,
      `photos/public/${image.image_id}.jpg`,
      "inbox.json",
      "notifications.json",
      "passkeys.json",
      "photos.json",
      "recovery-codes.json",
      "reports.json",
      "sessions.json",
      "stories.json",
    ].toSorted(),
  );
  expect(readJson(files, "account.json")).toMatchObject({
    email: author.email,
    display_name: author.user.display_name,
  });
  expect(readJson(files, "stories.json")).toMatchObject([{ title: "Héron" }, { body: "It happened." }]);
  expect(readJson(files, "photos.json")).toMatchObject([
    { id: image.image_id, public_copy: { file: `photos/public/${image.image_id}.jpg` }, covered_regions: [{}, {}, {}] },
  ]);
  const [connection] = Connection.array().parse(readJson(files, "connections.json"));
  expect(connection).toMatchObject({ id, note: "I was there too.", other: { display_name: reader.user.display_name } });
  const messages = Message.array().parse(readJson(files, `conversations/${id}.json`));
  expect(messages.length).toBeGreaterThan(50); // more than a page
  expect(messages.map(({ seq }) => seq)).toEqual(messages.map((_, index) => messages.length - index));
  const originalOf = await send("GET", `/api/images/${image.image_id}/original`, { as: author });
  expect(files[`photos/original/${image.image_id}.jpg`]).toEqual(new Uint8Array(await originalOf.arrayBuffer()));
  const copy = await send("GET", image.blurred_url, { as: author });
  expect(files[`photos/public/${image.image_id}.jpg`]).toEqual(new Uint8Array(await copy.arrayBuffer()));
  expect(readText(files, "README.txt")).toContain("Nothing is missing.");
});

test("an export tells no more than its owner may know: a silent decline, a block and other people's photos stay unsaid", async () => {
  const [author, reader] = [await newPerson(), await newPerson()];
  const declined = await asked(author, reader);
  await act(author, declined.id, "decline");
  const blocked = await connected();
  await act(blocked.author, blocked.id, "block");
  expect(readJson(await exported(reader), "connections.json")).toMatchObject([{ id: declined.id, status: "asked" }]);
  const ofBlocked = await exported(blocked.reader);
  expect(readJson(ofBlocked, "connections.json")).toMatchObject([{ id: blocked.id, blocked: false }]);
  expect(readJson(ofBlocked, `conversations/${blocked.id}.json`)).toEqual([]);
  const ofBlocker = await exported(blocked.author);
  expect(readJson(ofBlocker, "blocked.json")).toMatchObject([{ id: blocked.reader.user.id }]);
  expect(readJson(ofBlocker, `conversations/${blocked.id}.json`)).toEqual([]);
});

test("an export asks who it is for, is asked for without being made by HEAD, and is limited", async () => {
  await expectProblem(await send("GET", "/api/account/export"), 401, "not_signed_in");
  const person = await newPerson();
  for (let n = 0; n < 8; n++) expect((await send("HEAD", "/api/account/export", { as: person })).status).toBe(200);
  for (let n = 0; n < 5; n++) await exported(person);
  const answer = await send("GET", "/api/account/export", { as: person });
  expect(Number(answer.headers.get("Retry-After"))).toBeGreaterThan(0);
  await expectProblem(answer, 429, "rate_limited");
});
