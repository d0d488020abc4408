/**
 * `npm run bench:taken-back -- [--times 50]`: how soon an original that was taken back is closed on the other's open screen.
 * Each time it is revealed, opened in a browser, and taken back over the API: from the request to the frame at another socket
 * of the reader, and to the photo's end on the screen.
 */
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import WebSocket from "ws";
import { upload } from "../../db/seed/client.mjs";
import { photoFolder, redactPhoto } from "../../db/seed/redacted-photo.mjs";
import { stories } from "../../db/seed/stories.mjs";
import { bodyOf } from "../api-client.mjs";
import { launchBrowser, newPage } from "../browser/launch.mjs";
import { migrate } from "../prepare.mjs";
import { freePort, serve } from "../serve.mjs";
import { clientOf, makeRooms, tokenOf } from "./people.mjs";

const { values } = parseArgs({ options: { times: { type: "string", default: "50" } } });
const times = Number(values.times);

/** Times in one room: what one person may do in an hour is limited. */
const perRoom = 10;

const state = mkdtempSync(join(tmpdir(), "heartfelt-taken-back-"));
await migrate(state);
const app = await serve({ port: await freePort(), stateDirectory: state });
const browser = await launchBrowser();
try {
  console.table(await measure());
} finally {
  await browser.close();
  await app.stop();
  rmSync(state, { recursive: true, force: true });
}

/** @typedef {Record<"frame" | "screen", number[]>} Took milliseconds */

async function measure() {
  /** @type {Took} */
  const took = { frame: [], screen: [] };
  for (const room of await makeRooms(app.url, Math.ceil(times / perRoom))) await measureIn(room, took);
  return { "at another socket, ms": figuresOf(took.frame), "on the screen, ms": figuresOf(took.screen) };
}

/** @param {import("./people.mjs").Room} room @param {Took} took is added to */
async function measureIn({ id, people: [author, reader] }, took) {
  const image = await uploadOriginal(author);
  const page = await openPage(reader, id);
  const token = await tokenOf(app.url, reader);
  const socket = new WebSocket(`${app.url.replace(/^http/, "ws")}/api/chat/connect/${id}?token=${token}`);
  await once(socket, "open");
  for (let time = 0; time < perRoom; time++) {
    await act(author, id, "reveal", image);
    const shown = await openRevealed(page);
    const frame = nextUnreveal(socket);
    const askedAt = Date.now();
    await act(author, id, "unreveal", image);
    took.frame.push((await frame) - askedAt);
    took.screen.push((await shown.goneAt()) - askedAt);
  }
  socket.terminate();
  await page.context().close();
}

/** Resolves with when a photo was taken back, in milliseconds since 1970. @param {WebSocket} socket @returns {Promise<number>} */
function nextUnreveal(socket) {
  return new Promise((resolve) => {
    socket.on("message", function listen(data) {
      if (JSON.parse(String(data)).type !== "unreveal") return;
      socket.off("message", listen);
      resolve(Date.now());
    });
  });
}

/** @param {import("./people.mjs").Person} author */
async function uploadOriginal(author) {
  const folder = photoFolder();
  const photo = stories.flatMap(({ photos }) => photos).find(({ file }) => file === "sample1.jpg");
  if (folder === null || !photo) throw new Error("The photos of the demo are missing: run npm ci.");
  const client = clientOf(app.url, await tokenOf(app.url, author));
  const { image_id } = await upload(client, await redactPhoto(join(folder, photo.file), photo.faces));
  bodyOf(await client.call("POST /api/stories", { body: { body: "With a photo.", image_ids: [image_id] } }));
  return image_id;
}

/** @param {import("./people.mjs").Person} reader @param {string} room */
async function openPage(reader, room) {
  const page = await newPage(browser, { viewport: { width: 390, height: 844 } });
  await page.context().addCookies([{ name: "heartfelt", value: reader.refreshToken, url: app.url }]);
  await page.goto(`${app.url}/connections/${room}`);
  await page.getByText(/^(Online|Offline)$/).waitFor();
  return page;
}

/**
 * Opens the photo that is revealed, and notes when it goes.
 * @param {import("playwright-core").Page} page
 */
async function openRevealed(page) {
  await page.getByRole("log").getByRole("button", { name: "Show the photo" }).last().click();
  await page.locator('img[src$="/original"]').waitFor();
  const gone = page.evaluateHandle(
    () =>
      /** @type {{ at: Promise<number> }} */ ({
        at: new Promise((resolve) => {
          const look = () => document.querySelector('img[src$="/original"]') ?? resolve(Date.now());
          new MutationObserver(look).observe(document, { childList: true, subtree: true });
        }),
      }),
  );
  const handle = await gone;
  return { goneAt: () => handle.evaluate(({ at }) => at) };
}

/**
 * @param {import("./people.mjs").Person} author
 * @param {string} id
 * @param {"reveal" | "unreveal"} what
 * @param {string} image
 */
async function act(author, id, what, image) {
  const client = clientOf(app.url, await tokenOf(app.url, author));
  bodyOf(
    await client.call("POST /api/connections/:id/:act", { params: { id, act: what }, body: { image_ids: [image] } }),
  );
}

/** @param {number[]} all milliseconds */
function figuresOf(all) {
  const sorted = all.toSorted((a, b) => a - b);
  const at = (/** @type {number} */ share) => sorted[Math.ceil(sorted.length * share) - 1] ?? 0;
  return { p50: at(0.5), p99: at(0.99), max: at(1) };
}
