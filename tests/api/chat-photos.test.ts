/** Photos of messages over HTTP and the socket: who may send one, who may see one, and what becomes of it. */
import { expect, test } from "vitest";
import { Connection } from "../../app/contract/connection";
import type { Message } from "../../app/contract/chat";
import { UploadedImage } from "../../app/contract/story";
import { patientFetch } from "../../scripts/patient-fetch.mjs";
import { waitPatienceMs } from "../patience";
import { expectProblem, newPerson, photo, send, upload, url, type Person } from "./client";
import { act, connected, enter, seenBy, type Line, type Pair } from "./connected";
import { newStaff } from "./staff";

const patience = { timeout: waitPatienceMs };

async function uploadedTo({ id }: Pair, as: Person, options: Parameters<typeof upload>[1] = {}) {
  const answer = await upload(as, { ...options, connection: id });
  const body: unknown = await answer.json();
  expect([answer.status, body]).toEqual([201, expect.anything()]);
  return UploadedImage.parse(body);
}

/** Sends a message with photos, and waits until it is logged. Returns its id. */
async function sendPhotos(line: Line, photos: string[], client_id: string, content = ""): Promise<string> {
  line.socket.send(JSON.stringify({ type: "chat_message", content, client_id, photos }));
  const sent = () =>
    line.frames.find((frame) => frame.type === "delivery_confirmation" && frame.client_id === client_id);
  await expect.poll(sent, patience).toBeDefined();
  const frame = sent();
  return frame?.type === "delivery_confirmation" ? frame.id : "";
}

const statusOf = async (as: Person | null, path: string) =>
  (await patientFetch(url + path, { headers: as ? { Authorization: `Bearer ${as.token}` } : {} })).status;

async function historyOf(as: Person, { id }: Pair): Promise<Message[]> {
  const answer = await send("GET", `/api/chat/messages/${id}`, { as });
  return ((await answer.json()) as { messages: Message[] }).messages;
}

test("a photo goes from one member to the other: redacted, with its caption, and no stranger sees it", async () => {
  const pair = await connected();
  const { author: ana, reader: ben } = pair;
  const { original, copy } = await photo();
  const sent = await uploadedTo(pair, ana, { original, caption: "At the lake" });
  expect(await statusOf(ben, sent.blurred_url)).toBe(404);
  const [anas, bens] = [await enter(ana, pair.id), await enter(ben, pair.id)];
  await sendPhotos(anas, [sent.image_id], "c1", "Look");
  await expect.poll(() => bens.messages().length, patience).toBe(1);
  const [frame] = bens.messages();
  expect(frame).toMatchObject({ content: "Look", photos: [{ id: sent.image_id, alt: "At the lake", width: 1920 }] });
  expect(JSON.stringify(bens.frames)).not.toContain("original");
  const shown = await patientFetch(url + sent.blurred_url, { headers: { Authorization: `Bearer ${ben.token}` } });
  expect(shown.headers.get("Cache-Control")).toBe("private, no-store");
  expect(Buffer.from(await shown.arrayBuffer()).equals(Buffer.from(await copy.arrayBuffer()))).toBe(true);
  for (const { url: smaller } of frame!.photos![0]!.smaller) expect(await statusOf(ben, smaller)).toBe(200);
  for (const stranger of [null, await newPerson()]) expect(await statusOf(stranger, sent.blurred_url)).toBe(404);
  expect(await statusOf(ben, `/api/images/${sent.image_id}/original`)).toBe(404);
  expect((await historyOf(ana, pair))[0]?.photos?.[0]?.original_url).toBe(`/api/images/${sent.image_id}/original`);
  expect((await historyOf(ben, pair))[0]?.photos?.[0]).not.toHaveProperty("original_url");
});

test("an upload for a conversation is checked as one for a story is", async () => {
  const pair = await connected();
  const { original } = await photo();
  const refused = await upload(pair.author, { copy: original, connection: pair.id });
  await expectProblem(refused, 422, "not_redacted");
  const long = await upload(pair.author, { connection: pair.id, caption: "x".repeat(501) });
  await expectProblem(long, 422, "invalid");
});

test("a repeated Idempotency-Key finds the same photo, and the room takes it once", async () => {
  const pair = await connected();
  const first = await uploadedTo(pair, pair.author, { key: "photo-1" });
  const again = await uploadedTo(pair, pair.author, { key: "photo-1" });
  expect(again).toEqual(first);
  const line = await enter(pair.author, pair.id);
  await sendPhotos(line, [first.image_id], "c1");
  line.socket.send(JSON.stringify({ type: "chat_message", content: "", client_id: "c2", photos: [first.image_id] }));
  await expect.poll(() => line.frames.some(({ type }) => type === "error"), patience).toBe(true);
  expect(line.frames.find(({ type }) => type === "error")).toMatchObject({ code: "unknown_photo", client_id: "c2" });
});

test("its sender reveals the original to the other member alone, and takes it back", async () => {
  const [pair, other] = [await connected(), await connected()];
  const { author: ana, reader: ben } = pair;
  const sent = await uploadedTo(pair, ana, { original: (await photo()).original });
  await sendPhotos(await enter(ana, pair.id), [sent.image_id], "c1");
  const original = `/api/images/${sent.image_id}/original`;
  const image_ids = [sent.image_id];
  await expectProblem(await act(other.author, other.id, "reveal", { image_ids }), 409, "conflict");
  expect((await act(ana, pair.id, "reveal", { image_ids })).status).toBe(200);
  expect(await statusOf(ben, original)).toBe(200);
  expect((await seenBy(ben, pair.id))?.revealed_to_me).toMatchObject([{ id: sent.image_id, original_url: original }]);
  expect((await act(ana, pair.id, "unreveal", { image_ids })).status).toBe(200);
  expect(await statusOf(ben, original)).toBe(404);
});

test("a photo of a conversation cannot be revealed in another, nor put into a story", async () => {
  const pair = await connected();
  const { author: ana } = pair;
  const sent = await uploadedTo(pair, ana, { original: (await photo()).original });
  const next = await newPerson();
  const body = { story_id: (await seenBy(ana, pair.id))!.story!.id };
  const asked = Connection.parse(await (await send("POST", "/api/connections", { as: next, body })).json());
  await act(ana, asked.id, "accept");
  await expectProblem(await act(ana, asked.id, "reveal", { image_ids: [sent.image_id] }), 409, "conflict");
  const story = { body: "It happened.", image_ids: [sent.image_id] };
  await expectProblem(await send("POST", "/api/stories", { as: ana, body: story }), 422, "invalid");
});

test("photos of who is blocked are taken like any other, and the other never sees one", async () => {
  const pair = await connected();
  const { author: ana, reader: ben } = pair;
  const before = await uploadedTo(pair, ana);
  const line = await enter(ana, pair.id);
  await sendPhotos(line, [before.image_id], "c1");
  await act(ben, pair.id, "block");
  await expectProblem(await upload(ben, { connection: pair.id }), 404, "not_found");
  expect(await statusOf(ben, before.blurred_url)).toBe(404);
  const hidden = await uploadedTo(pair, ana, { original: (await photo()).original });
  await sendPhotos(line, [hidden.image_id], "c2");
  expect((await act(ana, pair.id, "reveal", { image_ids: [hidden.image_id] })).status).toBe(200);
  await act(ben, pair.id, "unblock");
  for (const path of [hidden.blurred_url, `/api/images/${hidden.image_id}/original`]) {
    expect([path, await statusOf(ben, path)]).toEqual([path, 404]);
  }
  expect(await statusOf(ben, before.blurred_url)).toBe(200);
  expect((await seenBy(ben, pair.id))?.revealed_to_me).toEqual([]);
  expect(await historyOf(ben, pair)).toHaveLength(1);
  // Ana sees no difference.
  expect(await statusOf(ana, hidden.blurred_url)).toBe(200);
  expect(await historyOf(ana, pair)).toHaveLength(2);
});

test("deleted for both, a photo is gone for both", async () => {
  const pair = await connected();
  const { author: ana, reader: ben } = pair;
  const sent = await uploadedTo(pair, ana);
  const line = await enter(ana, pair.id);
  const id = await sendPhotos(line, [sent.image_id], "c1");
  expect(await statusOf(ben, sent.blurred_url)).toBe(200);
  line.socket.send(JSON.stringify({ type: "delete", id, for: "both", client_id: "d1" }));
  await expect.poll(() => statusOf(ben, sent.blurred_url), patience).toBe(404);
  await expect.poll(() => statusOf(ana, sent.blurred_url), patience).toBe(404);
  for (const as of [ana, ben]) expect((await historyOf(as, pair))[0]).not.toHaveProperty("photos");
});

test("a report of a message keeps its photos, for staff alone, also once it is deleted", async () => {
  const pair = await connected();
  const { author: ana, reader: ben } = pair;
  const staff = await newStaff();
  const sent = await uploadedTo(pair, ana, { caption: "At the lake" });
  const line = await enter(ana, pair.id);
  const id = await sendPhotos(line, [sent.image_id], "c1");
  const body = { subject: { kind: "message", id }, reason: "harassment" };
  const report = (await (await send("POST", "/api/reports", { as: ben, body })).json()) as { id: string };
  line.socket.send(JSON.stringify({ type: "delete", id, for: "both", client_id: "d1" }));
  await expect.poll(() => statusOf(ana, sent.blurred_url), patience).toBe(404);
  const path = `/api/moderation/${report.id}/photos/0`;
  expect(await statusOf(staff, path)).toBe(200);
  expect(await statusOf(staff, `/api/moderation/${report.id}/photos/1`)).toBe(404);
  for (const other of [null, ana, ben]) expect(await statusOf(other, path)).toBe(404);
});
