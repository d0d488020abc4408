/** Fills an empty Heartfelt with a small demo, through its own API: the server's checks hold for the demo too. */
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { connectTo } from "./client.mjs";
import { ask, chat, people, stories } from "./stories.mjs";
import { photoFolder, redactPhoto } from "./redacted-photo.mjs";

/**
 * @typedef {{ people: typeof people, stories: typeof stories, ask: typeof ask, chat: typeof chat }} Demo
 * @typedef {import("./client.mjs").SeedClient} SeedClient
 * @typedef {{ stateDirectory?: string, demo?: Demo, client?: SeedClient, redact?: typeof redactPhoto }} SeedOptions
 */

/**
 * Does of the demo what is not there yet, so that a seed that was interrupted anywhere is completed by the next one. A demo
 * that was complete once is never touched again: what people delete of it stays deleted.
 * @param {string} url of the running app
 * @param {SeedOptions} [options] `stateDirectory`: where it is noted that the demo was complete
 * @returns {Promise<typeof people>} the demo's people
 */
export async function seed(url, options = {}) {
  const {
    stateDirectory,
    demo = { people, stories, ask, chat },
    client = connectTo(url),
    redact = redactPhoto,
  } = options;
  const marker = stateDirectory === undefined ? null : markerIn(stateDirectory);
  if (marker !== null && existsSync(marker)) return demo.people;
  await complete(demo, { client, redact });
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

/** @param {Demo} demo @param {{ client: SeedClient, redact: typeof redactPhoto }} tools */
async function complete(demo, { client, redact }) {
  /** @type {string[]} */
  const tokens = [];
  for (const person of demo.people) {
    const token = await signUpOrIn(client, person);
    if (token === null) return; // it is somebody's own account by now
    tokens.push(token);
  }
  const folder = photoFolder();
  if (folder === null) console.log("  The demo has no photos: its dev dependencies are not installed.");
  /** @type {string[]} */
  const ids = [];
  for (const story of demo.stories) {
    const token = at(tokens, story.author);
    ids.push((await findStory(client, token, story.title)) ?? (await share(client, token, { story, folder, redact })));
  }
  await connect(demo, { client, tokens, story: at(ids, demo.ask.story) });
}

/**
 * Returns a token, or null where the person has another password.
 * @param {SeedClient} client
 * @param {(typeof people)[number]} person
 * @returns {Promise<string | null>}
 */
async function signUpOrIn(client, person) {
  const { email, password } = person;
  const known = await client.post(null, "/api/auth/sign-in", { email, password }, [200, 401]);
  if (known.status === 200) return known.body.token;
  const made = await client.post(null, "/api/auth/sign-up", person, [201, 409]);
  return made.status === 201 ? made.body.token : null;
}

/**
 * @param {SeedClient} client
 * @param {string} token
 * @param {string} title
 * @returns {Promise<string | undefined>} the id of an own story
 */
async function findStory(client, token, title) {
  for await (const page of pagesOf(client, token, "/api/stories?mine=true")) {
    const found = page.stories.find((/** @type {{ title: string }} */ story) => story.title === title);
    if (found) return found.id;
  }
  return undefined;
}

/** @param {SeedClient} client @param {string} token @param {{ story: (typeof stories)[number], folder: string | null, redact: typeof redactPhoto }} given */
async function share(client, token, { story, folder, redact }) {
  const photos = folder === null ? [] : story.photos;
  /** @type {[string, string][]} */
  const images = [];
  for (const { file, alt, faces } of photos) {
    const photo = await redact(join(String(folder), file), faces);
    images.push([(await client.upload(token, photo)).image_id, alt]);
  }
  const { title, body } = story;
  const fields = { title, body, image_ids: images.map(([id]) => id), image_alts: Object.fromEntries(images) };
  return (await client.post(token, "/api/stories", fields)).body.id;
}

/**
 * One asks, the other accepts, and both talk.
 * @param {Demo} demo
 * @param {{ client: SeedClient, tokens: string[], story: string }} given
 */
async function connect({ ask, chat }, { client, tokens, story }) {
  const [asker, author] = [at(tokens, ask.asker), at(tokens, 1 - ask.asker)];
  const found = await findConnection(client, asker, story);
  const { id, status } =
    found ?? (await client.post(asker, "/api/connections", { story_id: story, note: ask.note })).body;
  if (status === "asked") await client.post(author, `/api/connections/${id}/accept`, {}, [200]);
  const said = await client.get(author, `/api/chat/messages/${id}?limit=100`);
  const known = new Set(said.messages.map((/** @type {{ content: string }} */ { content }) => content));
  for (const [index, { by, text }] of chat.entries()) {
    if (!known.has(text)) await client.say(at(tokens, by), id, { content: text, clientId: `demo-${index}` });
  }
}

/** @param {SeedClient} client @param {string} token @param {string} story @returns {Promise<{ id: string, status: string } | undefined>} */
async function findConnection(client, token, story) {
  for await (const page of pagesOf(client, token, "/api/connections?limit=50")) {
    const found = page.connections.find((/** @type {any} */ each) => each.story?.id === story && each.role === "asker");
    if (found) return found;
  }
  return undefined;
}

/** @param {SeedClient} client @param {string} token @param {string} path with a query */
async function* pagesOf(client, token, path) {
  for (let cursor = null; ;) {
    const page = await client.get(token, cursor === null ? path : `${path}&cursor=${encodeURIComponent(cursor)}`);
    yield page;
    cursor = page.next_cursor;
    if (cursor === null) return;
  }
}

/** @template T @param {T[]} list @param {number} index @returns {T} */
function at(list, index) {
  const item = list[index];
  if (item === undefined) throw new Error(`The demo names number ${index} of ${list.length}.`);
  return item;
}
