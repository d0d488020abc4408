/** People for the soak over HTTP: each does what people do, and says how long each answer took. */
import { join } from "node:path";
import { photoFolder, redactPhoto } from "../../db/seed/redacted-photo.mjs";
import { stories as demo } from "../../db/seed/stories.mjs";
import { apiClientOf, ownNetwork } from "../api-client.mjs";
import { patientFetch } from "../patient-fetch.mjs";

const password = "a password to soak";

/**
 * @typedef {{ email: string, token: string, stories: { id: string }[], uploads: number }} Person
 * @typedef {{ url: string, people: Person[], feed: { id: string, images: { blurred_url: string }[] }[], connections: { id: string, token: string }[], times: Map<string, number[]>, faults: string[], made: number, kept: number }} Town
 */

/** Uploads of one person: below the limit of 60 an hour, and of 30 stories. */
const uploadsOfPerson = 25;

/** A fault that a second attempt would hide is what the soak looks for. */
const neverAgain = { maxAttempts: 1, baseDelayMs: 0, maxDelayMs: 0, deadlineMs: 0 };

/** @type {ReturnType<typeof redactPhoto> | undefined} */
let photo;

/** A real photo and its redacted copy, made once by the app's own fill. */
function realPhoto() {
  const folder = photoFolder();
  const [first] = demo.flatMap(({ photos }) => photos);
  if (folder === null || !first) throw new Error("The soak needs the dev dependencies: run `npm ci`.");
  photo ??= redactPhoto(join(folder, first.file), first.faces);
  return photo;
}

/**
 * The acts of people, and the weight of each among all.
 * @type {[name: string, weight: number, act: (town: Town) => Promise<void>][]}
 */
const acts = [
  ["read the feed", 20, readFeed],
  ["read a story", 20, readStory],
  ["look at a photo", 20, lookAtPhoto],
  ["sign up", 3, signUp],
  ["sign in and out", 3, signInAndOut],
  ["share a photo", 4, share],
  ["edit", 4, edit],
  ["delete", 2, remove],
  ["ask and accept", 3, connect],
  ["read a conversation", 10, readConversation],
];

/** Does one thing that people do. @param {Town} town */
export async function act(town) {
  const total = acts.reduce((sum, [, weight]) => sum + weight, 0);
  let at = Math.random() * total;
  for (const [, weight, what] of acts) {
    at -= weight;
    if (at < 0) return what(town);
  }
}

/** @template T @param {T[]} list @returns {T | undefined} */
function any(list) {
  return list[Math.floor(Math.random() * list.length)];
}

/** @param {Town} town */
async function readFeed(town) {
  await open(town, "/", { kind: "page: feed" });
  const page = await timed(town, { kind: "feed" }, () => apiOf(town).call("GET /api/stories"));
  if (page) town.feed = page.stories;
}

/** @param {Town} town */
async function readStory(town) {
  const story = any(town.feed);
  if (story) await open(town, `/stories/${story.id}`, { kind: "page: story", mayBe: [404] });
}

/** @param {Town} town */
async function lookAtPhoto(town) {
  const image = any(any(town.feed)?.images ?? []);
  if (image) await open(town, image.blurred_url, { kind: "photo", mayBe: [404] });
}

/** @param {Town} town */
export async function signUp(town) {
  const email = `soak-${(town.made += 1)}@example.org`;
  const body = { email, password, display_name: `Person ${town.made}` };
  const signed = await timed(town, { kind: "sign up" }, () => apiOf(town).call("POST /api/auth/sign-up", { body }));
  if (signed) town.people.push({ email, token: signed.token, stories: [], uploads: 0 });
}

/** @param {Town} town */
async function signInAndOut(town) {
  const person = any(town.people);
  if (!person) return;
  const body = { email: person.email, password };
  const signed = await timed(town, { kind: "sign in" }, () => apiOf(town).call("POST /api/auth/sign-in", { body }));
  if (!signed) return;
  await timed(town, { kind: "who am I" }, () => apiOf(town, signed.token).call("GET /api/auth/me"));
  // A token lasts 15 minutes: the older one is handed back now and then.
  const old = apiOf(town, person.token);
  person.token = signed.token;
  await timed(town, { kind: "sign out", mayBe: [401] }, () => old.call("POST /api/auth/sign-out"));
}

/** @param {Town} town */
async function share(town) {
  const person = any(town.people.filter(({ uploads }) => uploads < uploadsOfPerson));
  if (!person) return;
  person.uploads += 1;
  const image = await uploadPhoto(town, person);
  if (!image || Math.random() < 0.1) return; // some change their mind: the photo stays without a story
  const body = { body: "It happened, and I wrote it down.", image_ids: [image.image_id] };
  const publish = () => apiOf(town, person.token).call("POST /api/stories", { body });
  const story = await timed(town, { kind: "publish", mayBe: [401] }, publish);
  if (!story) return;
  town.kept += 1;
  person.stories.push({ id: story.id });
}

/** @param {Town} town @param {Person} person */
async function uploadPhoto(town, person) {
  const { original, copy, regions } = await realPhoto();
  const body = {
    image_blurred: new File([copy], "copy.jpg"),
    image_original: new File([original], "original.jpg"),
    face_coordinates: JSON.stringify(regions),
  };
  const send = () => apiOf(town, person.token).call("POST /api/stories/upload-image", { body });
  return timed(town, { kind: "upload", mayBe: [401] }, send);
}

/** @param {Town} town */
async function edit(town) {
  const person = any(town.people.filter(({ stories }) => stories.length > 0));
  const story = person && any(person.stories);
  if (!story) return;
  const input = { params: { id: story.id }, body: { body: `I thought about it again, at ${Date.now()}.` } };
  const change = () => apiOf(town, person.token).call("PATCH /api/stories/:id", input);
  await timed(town, { kind: "edit", mayBe: [401, 404] }, change);
}

/** @param {Town} town */
async function remove(town) {
  const person = any(town.people.filter(({ stories }) => stories.length > 0));
  const story = person?.stories.pop();
  if (!person || !story) return;
  const send = () => apiOf(town, person.token).call("DELETE /api/stories/:id", { params: { id: story.id } });
  const isGone = (await timed(town, { kind: "delete", mayBe: [401] }, send)) !== undefined;
  if (isGone) town.kept -= 1;
}

/** @param {Town} town */
async function connect(town) {
  const author = any(town.people.filter(({ stories }) => stories.length > 0));
  const reader = any(town.people.filter((person) => person !== author));
  const story = author && any(author.stories);
  if (!author || !reader || !story) return;
  const body = { story_id: story.id };
  const request = () => apiOf(town, reader.token).call("POST /api/connections", { body });
  const asked = await timed(town, { kind: "ask", mayBe: [401, 404, 409, 422, 429] }, request);
  if (!asked) return;
  const params = { id: asked.id, act: /** @type {const} */ ("accept") };
  const accept = () => apiOf(town, author.token).call("POST /api/connections/:id/:act", { params });
  const accepted = await timed(town, { kind: "accept", mayBe: [401, 404, 409] }, accept);
  if (accepted) town.connections.push({ id: asked.id, token: reader.token });
}

/** @param {Town} town */
async function readConversation(town) {
  const connection = any(town.connections);
  if (!connection) return;
  const client = apiOf(town, connection.token);
  const params = { connectionId: connection.id };
  const read = () => client.call("GET /api/chat/messages/:connectionId", { params });
  await timed(town, { kind: "history", mayBe: [401, 404] }, read);
  await timed(town, { kind: "unread", mayBe: [401] }, () => client.call("GET /api/chat/unread-counts"));
}

/** The API as somebody, or a visitor, calls it from a network of their own. @param {Town} town @param {string} [token] */
function apiOf({ url }, token) {
  return apiClientOf(url, { token, headers: ownNetwork(), retry: neverAgain });
}

/**
 * Makes a call and notes how long its answer took. Notes a fault where there is none, or a problem that may not be.
 * @template Body
 * @param {Town} town
 * @param {{ kind: string, mayBe?: number[] }} expected statuses of problems that are no fault
 * @param {() => Promise<import("../../app/client/body-of").Outcome<Body>>} call
 * @returns {Promise<Body | undefined>} undefined without an answer
 */
async function timed({ times, faults }, { kind, mayBe = [] }, call) {
  const started = performance.now();
  const result = await call();
  if (result.kind === "no_answer") return void faults.push(`${kind}: no answer`);
  times.set(kind, [...(times.get(kind) ?? []), performance.now() - started]);
  if (result.kind === "answer") return result.body;
  const { status, problem } = result;
  if (!mayBe.includes(status)) faults.push(`${kind}: ${status} ${JSON.stringify(problem).slice(0, 200)}`);
  return undefined;
}

/**
 * Opens what is not of the API: a page or a photo.
 * @param {Town} town
 * @param {string} path
 * @param {{ kind: string, mayBe?: number[] }} expected
 */
async function open(town, path, expected) {
  await timed(town, expected, async () => {
    const response = await patientFetch(town.url + path, { headers: ownNetwork() }).catch(() => null);
    if (response === null) return { kind: "no_answer" };
    await response.arrayBuffer();
    if (response.ok) return { kind: "answer", body: null };
    return { kind: "problem", status: response.status, code: null, problem: null, response };
  });
}
