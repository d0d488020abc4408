/** People for the soak over HTTP: each does what people do, and says how long each answer took. */
import { join } from "node:path";
import { photoFolder, redactPhoto } from "../../db/seed/redacted-photo.mjs";
import { stories as demo } from "../../db/seed/stories.mjs";
import { patientFetch } from "../patient-fetch.mjs";

const password = "a password to soak";

/**
 * @typedef {{ email: string, token: string, stories: { id: string }[], uploads: number }} Person
 * @typedef {{ url: string, people: Person[], feed: { id: string, images: { blurred_url: string }[] }[], connections: { id: string, token: string }[], times: Map<string, number[]>, faults: string[], made: number, kept: number }} Town
 */

/** Uploads of one person: below the limit of 60 an hour, and of 30 stories. */
const uploadsOfPerson = 25;

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
 * What people do, and how often among all.
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
  await ask(town, "GET", "/", { kind: "page: feed" });
  const page = await ask(town, "GET", "/api/stories", { kind: "feed" });
  if (page) town.feed = page.stories;
}

/** @param {Town} town */
async function readStory(town) {
  const story = any(town.feed);
  if (story) await ask(town, "GET", `/stories/${story.id}`, { kind: "page: story", mayBe: [404] });
}

/** @param {Town} town */
async function lookAtPhoto(town) {
  const image = any(any(town.feed)?.images ?? []);
  if (image) await ask(town, "GET", image.blurred_url, { kind: "photo", mayBe: [404] });
}

/** @param {Town} town */
export async function signUp(town) {
  const email = `soak-${(town.made += 1)}@example.org`;
  const body = { email, password, display_name: `Person ${town.made}` };
  const signed = await ask(town, "POST", "/api/auth/sign-up", { kind: "sign up", body });
  if (signed) town.people.push({ email, token: signed.token, stories: [], uploads: 0 });
}

/** @param {Town} town */
async function signInAndOut(town) {
  const person = any(town.people);
  if (!person) return;
  const body = { email: person.email, password };
  const signed = await ask(town, "POST", "/api/auth/sign-in", { kind: "sign in", body });
  if (!signed) return;
  await ask(town, "GET", "/api/auth/me", { kind: "who am I", token: signed.token });
  // A token lasts 15 minutes: the older one is handed back now and then.
  const old = person.token;
  person.token = signed.token;
  await ask(town, "POST", "/api/auth/sign-out", { kind: "sign out", token: old, mayBe: [401] });
}

/** @param {Town} town */
async function share(town) {
  const person = any(town.people.filter(({ uploads }) => uploads < uploadsOfPerson));
  if (!person) return;
  person.uploads += 1;
  const { original, copy, regions } = await realPhoto();
  const form = new FormData();
  form.set("image_blurred", copy, "copy.jpg");
  form.set("image_original", original, "original.jpg");
  form.set("face_coordinates", JSON.stringify(regions));
  const { token } = person;
  const image = await ask(town, "POST", "/api/stories/upload-image", { kind: "upload", token, form, mayBe: [401] });
  if (!image || Math.random() < 0.1) return; // some change their mind: the photo stays without a story
  const body = { body: "It happened, and I wrote it down.", image_ids: [image.image_id] };
  const story = await ask(town, "POST", "/api/stories", { kind: "publish", token: person.token, body, mayBe: [401] });
  if (!story) return;
  town.kept += 1;
  person.stories.push({ id: story.id });
}

/** @param {Town} town */
async function edit(town) {
  const person = any(town.people.filter(({ stories }) => stories.length > 0));
  const story = person && any(person.stories);
  if (!story) return;
  const body = { body: `I thought about it again, at ${Date.now()}.` };
  await ask(town, "PATCH", `/api/stories/${story.id}`, { kind: "edit", token: person.token, body, mayBe: [401, 404] });
}

/** @param {Town} town */
async function remove(town) {
  const person = any(town.people.filter(({ stories }) => stories.length > 0));
  const story = person?.stories.pop();
  if (!person || !story) return;
  const isGone = await ask(town, "DELETE", `/api/stories/${story.id}`, {
    kind: "delete",
    token: person.token,
    mayBe: [401],
  });
  if (isGone !== null) town.kept -= 1;
}

/** @param {Town} town */
async function connect(town) {
  const author = any(town.people.filter(({ stories }) => stories.length > 0));
  const reader = any(town.people.filter((person) => person !== author));
  const story = author && any(author.stories);
  if (!author || !reader || !story) return;
  const wanted = { kind: "ask", token: reader.token, body: { story_id: story.id }, mayBe: [401, 404, 409, 422, 429] };
  const asked = await ask(town, "POST", "/api/connections", wanted);
  if (!asked) return;
  const yes = { kind: "accept", token: author.token, mayBe: [401, 404, 409] };
  const accepted = await ask(town, "POST", `/api/connections/${asked.id}/accept`, yes);
  if (accepted) town.connections.push({ id: asked.id, token: reader.token });
}

/** @param {Town} town */
async function readConversation(town) {
  const connection = any(town.connections);
  if (!connection) return;
  const { id, token } = connection;
  await ask(town, "GET", `/api/chat/messages/${id}`, { kind: "history", token, mayBe: [401, 404] });
  await ask(town, "GET", "/api/chat/unread-counts", { kind: "unread", token, mayBe: [401] });
}

/**
 * Asks, notes the time, and gives what a good answer holds, JSON or text; null when it is not good.
 * @param {Town} town
 * @param {string} method
 * @param {string} path
 * @param {{ kind: string, token?: string, body?: unknown, form?: FormData, mayBe?: number[] }} what
 * @returns {Promise<any>}
 */
async function ask({ url, times, faults }, method, path, { kind, token, body, form, mayBe = [] }) {
  const started = performance.now();
  /** @type {RequestInit} */
  const request = {
    method,
    headers: {
      ...(body !== undefined && { "Content-Type": "application/json" }),
      ...(token !== undefined && { Authorization: `Bearer ${token}` }),
      // Each comes from a place of their own, as the limits expect of people.
      "CF-Connecting-IP": Array.from({ length: 4 }, () => 1 + Math.floor(Math.random() * 254)).join("."),
    },
    body: form ?? (body === undefined ? undefined : JSON.stringify(body)),
  };
  const answer = await patientFetch(url + path, request).catch((/** @type {Error} */ error) => error);
  if (answer instanceof Error) return void faults.push(`${kind}: ${answer.message}`);
  const text = await answer.text();
  times.set(kind, [...(times.get(kind) ?? []), performance.now() - started]);
  if (!answer.ok && !mayBe.includes(answer.status)) faults.push(`${kind}: ${answer.status} ${text.slice(0, 200)}`);
  if (!answer.ok) return null;
  return answer.headers.get("Content-Type") === "application/json" ? JSON.parse(text) : text;
}
