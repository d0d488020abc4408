/** Fills an empty Heartfelt with a small demo, through its own API: the server's checks hold for the demo too. */
import { join } from "node:path";
import { WebSocket } from "ws";
import { ask, chat, people, stories } from "./stories.mjs";
import { photoFolder, redactPhoto } from "./redacted-photo.mjs";

/** @typedef {{ url: string, token: string }} Visitor */

/**
 * Seeds once: where the first person is there already, nothing is done.
 * @param {string} url of the running app
 * @returns {Promise<typeof people>} the demo's people
 */
export async function seed(url) {
  const first = await post({ url, token: "" }, "/api/auth/sign-up", people[0], [201, 409]);
  if (first.status === 409) return people;
  const second = await post({ url, token: "" }, "/api/auth/sign-up", people[1]);
  const visitors = [first, second].map(({ body }) => ({ url, token: body.token }));
  const folder = photoFolder();
  if (folder === null) console.log("  The demo has no photos: its dev dependencies are not installed.");
  /** @type {string[]} */
  const ids = [];
  for (const story of stories) ids.push(await share(visitorOf(visitors, story.author), story, folder));
  await connect(visitors, ids);
  return people;
}

/** @param {Visitor[]} visitors @param {number} index @returns {Visitor} */
function visitorOf(visitors, index) {
  const visitor = visitors[index];
  if (!visitor) throw new Error(`The demo has no person ${index}.`);
  return visitor;
}

/** @param {Visitor} author @param {(typeof stories)[number]} story @param {string | null} folder */
async function share(author, story, folder) {
  /** @type {[string, string][]} */
  const images = [];
  for (const { file, alt, faces } of folder === null ? [] : story.photos) {
    images.push([await upload(author, await redactPhoto(join(folder, file), faces)), alt]);
  }
  const { title, body } = story;
  const fields = { title, body, image_ids: images.map(([id]) => id), image_alts: Object.fromEntries(images) };
  return (await post(author, "/api/stories", fields)).body.id;
}

/** @param {Visitor} author @param {Awaited<ReturnType<typeof redactPhoto>>} photo */
async function upload(author, { original, copy, regions }) {
  const form = new FormData();
  form.set("image_blurred", copy, "copy.jpg");
  form.set("image_original", original, "original.jpg");
  form.set("face_coordinates", JSON.stringify(regions));
  const answer = await fetch(`${author.url}/api/stories/upload-image`, {
    method: "POST",
    headers: bearer(author),
    body: form,
  });
  if (answer.status !== 201) throw new Error(`The demo's photo was refused: ${await answer.text()}`);
  return (await answer.json()).image_id;
}

/** One asks, the other accepts, and both talk. @param {Visitor[]} visitors @param {string[]} ids */
async function connect(visitors, ids) {
  const [asker, author] = [visitorOf(visitors, ask.asker), visitorOf(visitors, 1 - ask.asker)];
  const asked = await post(asker, "/api/connections", { story_id: ids[ask.story], note: ask.note });
  await post(author, `/api/connections/${asked.body.id}/accept`, {}, [200]);
  for (const { by, text } of chat) await say(visitorOf(visitors, by), asked.body.id, text);
}

/** Sends one message and waits until the room has it. @param {Visitor} visitor @param {string} connection @param {string} content */
function say(visitor, connection, content) {
  const url = `${visitor.url.replace("http", "ws")}/api/chat/connect/${connection}?token=${visitor.token}`;
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url);
    socket.on("error", reject);
    socket.on("open", () => socket.send(JSON.stringify({ type: "chat_message", content })));
    socket.on("message", (data) => {
      if (JSON.parse(String(data)).type !== "delivery_confirmation") return;
      socket.close();
      resolve(undefined);
    });
  });
}

/** @param {Visitor} visitor @param {string} path @param {unknown} body @param {number[]} expected */
async function post(visitor, path, body, expected = [201]) {
  const headers = { "Content-Type": "application/json", ...(visitor.token === "" ? {} : bearer(visitor)) };
  const answer = await fetch(visitor.url + path, { method: "POST", headers, body: JSON.stringify(body) });
  if (!expected.includes(answer.status))
    throw new Error(`The demo's ${path} got ${answer.status}: ${await answer.text()}`);
  return { status: answer.status, body: await answer.json() };
}

/** @param {Visitor} visitor */
function bearer(visitor) {
  return { Authorization: `Bearer ${visitor.token}` };
}
