/** Fills an empty Heartfelt with a small demo, through its own API: the server's checks hold for the demo too. */
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { bodyOf } from "../../scripts/api-client.mjs";
import { connectTo, keyOf, upload } from "./client.mjs";
import { ask, chat, people, stories } from "./stories.mjs";
import { photoFolder, redactPhoto } from "./redacted-photo.mjs";

/**
 * @typedef {{ people: typeof people, stories: typeof stories, ask: typeof ask, chat: typeof chat }} Demo
 * @typedef {import("./client.mjs").SeedClient} SeedClient
 * @typedef {import("./client.mjs").ApiClient} ApiClient
 * @typedef {{ token: string, api: ApiClient }} Member
 * @typedef {(email: string) => Promise<string>} ReadLink
 * @typedef {{ stateDirectory?: string, demo?: Demo, client?: SeedClient, redact?: typeof redactPhoto, readLink?: ReadLink }} SeedOptions
 */

/**
 * Does of the demo what is not there yet, so that a seed that was interrupted anywhere is completed by the next one. A demo
 * that was complete once is never touched again: what people delete of it stays deleted.
 * @param {string} url of the running app
 * @param {SeedOptions} [options] `stateDirectory`: where it is noted that the demo was complete; `readLink`: returns the
 * token of the newest link that was mailed to an address, by which it is confirmed
 * @returns {Promise<typeof people>} the demo's people
 */
export async function seed(url, options = {}) {
  const {
    stateDirectory,
    demo = { people, stories, ask, chat },
    client = connectTo(url),
    redact = redactPhoto,
    readLink,
  } = options;
  const marker = stateDirectory === undefined ? null : markerIn(stateDirectory);
  if (marker !== null && existsSync(marker)) return demo.people;
  await complete(demo, { client, redact, readLink });
  if (marker !== null) {
    mkdirSync(dirname(marker), { recursive: true });
    writeFileSync(marker, "The demo was complete: npm start adds nothing to it any more.\n");
  }
  return demo.people;
}

/** Beside the data that it speaks of: whoever deletes the one deletes the other. @param {string} stateDirectory */
function markerIn(stateDirectory) {
  return join(stateDirectory, "v3", "demo-complete");
}

/** @param {Demo} demo @param {{ client: SeedClient, redact: typeof redactPhoto, readLink?: ReadLink }} tools */
async function complete(demo, { client, redact, readLink }) {
  /** @type {Member[]} */
  const members = [];
  for (const person of demo.people) {
    const token = await signUpOrIn(client.as(null), person);
    if (token === null) return; // it is somebody's own account by now
    members.push({ token, api: client.as(token) });
  }
  if (readLink)
    for (const [index, { email }] of demo.people.entries()) await confirm(at(members, index).api, email, readLink);
  const folder = photoFolder();
  if (folder === null) console.log("  The demo has no photos: its dev dependencies are not installed.");
  /** @type {string[]} */
  const ids = [];
  for (const story of demo.stories) {
    const { api } = at(members, story.author);
    ids.push((await findStory(api, story.title)) ?? (await share(api, { story, folder, redact })));
  }
  await connect(demo, { client, members, story: at(ids, demo.ask.story) });
}

/**
 * Returns a token, or null where the person has another password.
 * @param {ApiClient} visitor
 * @param {(typeof people)[number]} person
 * @returns {Promise<string | null>}
 */
async function signUpOrIn(visitor, person) {
  const { email, password } = person;
  const known = await visitor.call("POST /api/auth/sign-in", { body: { email, password } });
  if (known.kind !== "problem" || known.code !== "wrong_credentials") return bodyOf(known).token;
  const made = await visitor.call("POST /api/auth/sign-up", { body: person });
  return made.kind === "problem" && made.code === "email_taken" ? null : (bodyOf(made)?.token ?? null);
}

/**
 * Confirms an address by its link, unless it is confirmed.
 * @param {ApiClient} member
 * @param {string} email
 * @param {ReadLink} readLink
 */
async function confirm(member, email, readLink) {
  if (bodyOf(await member.call("GET /api/auth/me")).user.email_verified) return;
  bodyOf(await member.call("POST /api/auth/verify-email/send"));
  bodyOf(await member.call("POST /api/auth/verify-email", { body: { token: await readLink(email) } }));
}

/**
 * @param {ApiClient} author
 * @param {string} title
 * @returns {Promise<string | undefined>} the id of an own story
 */
async function findStory(author, title) {
  const load = async (/** @type {string | undefined} */ cursor) =>
    bodyOf(await author.call("GET /api/stories", { query: { mine: "true", cursor } }));
  for await (const page of pagesOf(load)) {
    const found = page.stories.find((story) => story.title === title);
    if (found) return found.id;
  }
  return undefined;
}

/** @param {ApiClient} author @param {{ story: (typeof stories)[number], folder: string | null, redact: typeof redactPhoto }} given */
async function share(author, { story, folder, redact }) {
  const photos = folder === null ? [] : story.photos;
  /** @type {[string, string][]} */
  const images = [];
  for (const { file, alt, faces } of photos) {
    const photo = await redact(join(String(folder), file), faces);
    images.push([(await upload(author, photo)).image_id, alt]);
  }
  const { title, body } = story;
  const fields = { title, body, image_ids: images.map(([id]) => id), image_alts: Object.fromEntries(images) };
  const idempotencyKey = keyOf("story", JSON.stringify(fields));
  return bodyOf(await author.call("POST /api/stories", { body: fields, idempotencyKey })).id;
}

/**
 * One asks, the other accepts, and both talk.
 * @param {Demo} demo
 * @param {{ client: SeedClient, members: Member[], story: string }} given
 */
async function connect({ ask, chat }, { client, members, story }) {
  const [asker, author] = [at(members, ask.asker), at(members, 1 - ask.asker)];
  const { id, status } = (await findConnection(asker.api, story)) ?? (await request(asker.api, story, ask.note));
  if (status === "asked") {
    bodyOf(await author.api.call("POST /api/connections/:id/:act", { params: { id, act: "accept" } }));
  }
  const said = bodyOf(
    await author.api.call("GET /api/chat/messages/:connectionId", {
      params: { connectionId: id },
      query: { limit: "100" },
    }),
  );
  const known = new Set(said.messages.map(({ content }) => content));
  for (const [index, { by, text }] of chat.entries()) {
    if (!known.has(text)) await client.say(at(members, by).token, id, { content: text, clientId: `demo-${index}` });
  }
}

/** @param {ApiClient} asker @param {string} story @param {string} note */
async function request(asker, story, note) {
  const body = { story_id: story, note };
  const idempotencyKey = keyOf("request", JSON.stringify(body));
  return bodyOf(await asker.call("POST /api/connections", { body, idempotencyKey }));
}

/** @param {ApiClient} asker @param {string} story */
async function findConnection(asker, story) {
  const load = async (/** @type {string | undefined} */ cursor) =>
    bodyOf(await asker.call("GET /api/connections", { query: { limit: "50", cursor } }));
  for await (const page of pagesOf(load)) {
    const found = page.connections.find((each) => each.story?.id === story && each.role === "asker");
    if (found) return found;
  }
  return undefined;
}

/** @template {{ next_cursor: string | null }} Page @param {(cursor: string | undefined) => Promise<Page>} load */
async function* pagesOf(load) {
  /** @type {string | undefined} */
  let cursor;
  do {
    const page = await load(cursor);
    yield page;
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
}

/** @template T @param {T[]} list @param {number} index @returns {T} */
function at(list, index) {
  const item = list[index];
  if (item === undefined) throw new Error(`The demo names number ${index} of ${list.length}.`);
  return item;
}
