/** How the seed speaks to the app: each request can be made again without doing anything twice. */
import { createHash } from "node:crypto";
import { WebSocket } from "ws";
import { patientFetch } from "../../scripts/patient-fetch.mjs";

/**
 * The body is `any` on purpose: it is an answer of our own API, whose shape its contract holds, and plain JavaScript has no
 * way to name it by endpoint.
 * @typedef {{ status: number, body: any }} Answer
 * @typedef {{ get: (token: string, path: string) => Promise<any>, post: (token: string | null, path: string, body: unknown, expected?: number[]) => Promise<Answer>, upload: (token: string, photo: Photo) => Promise<any>, say: (token: string, room: string, message: { content: string, clientId: string }) => Promise<void> }} SeedClient
 * @typedef {{ original: Blob, copy: Blob, regions: object[] }} Photo
 */

/**
 * @param {string} url of the running app
 * @param {Record<string, string>} [from] headers of every request
 * @returns {SeedClient}
 */
export function connectTo(url, from = {}) {
  const ask = (
    /** @type {string} */ path,
    /** @type {Omit<RequestInit, "headers"> & { headers: Record<string, string> }} */ request,
    /** @type {number[]} */ expected,
  ) => answerTo(url + path, { ...request, headers: { ...from, ...request.headers } }, expected);
  return {
    get: async (token, path) => (await ask(path, { headers: bearer(token) }, [200])).body,
    post: (token, path, body, expected = [201]) => {
      const text = JSON.stringify(body);
      const headers = { "Content-Type": "application/json", ...(token !== null && keyed(token, [path, text])) };
      return ask(path, { method: "POST", headers, body: text }, expected);
    },
    upload: async (token, photo) => {
      const path = "/api/stories/upload-image";
      const regions = JSON.stringify(photo.regions);
      const form = new FormData();
      form.set("image_blurred", photo.copy, "copy.jpg");
      form.set("image_original", photo.original, "original.jpg");
      form.set("face_coordinates", regions);
      const headers = keyed(token, [path, regions, Buffer.from(await photo.copy.arrayBuffer())]);
      return (await ask(path, { method: "POST", headers, body: form }, [201])).body;
    },
    say: (token, room, message) => say(`${url.replace("http", "ws")}/api/chat/connect/${room}?token=${token}`, message),
  };
}

/** @param {string} token */
function bearer(token) {
  return { Authorization: `Bearer ${token}` };
}

/** The key is the request's content: the same step of a later seed is the same request. @param {string} token @param {(string | Buffer)[]} parts */
function keyed(token, parts) {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part).update("\0");
  return { ...bearer(token), "Idempotency-Key": `demo-${hash.digest("hex")}` };
}

/** @param {string} url @param {RequestInit} request @param {number[]} expected @returns {Promise<Answer>} */
async function answerTo(url, request, expected) {
  const answer = await patientFetch(url, request);
  const text = await answer.text();
  const { pathname } = new URL(url);
  if (!expected.includes(answer.status)) throw new Error(`${pathname} answered ${answer.status}: ${text}`);
  return { status: answer.status, body: JSON.parse(text) };
}

/**
 * Sends one message and waits until the room has it. A message that the room knows by its client id is not taken twice.
 * @param {string} address
 * @param {{ content: string, clientId: string }} message
 * @returns {Promise<void>}
 */
function say(address, { content, clientId }) {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(address);
    socket.on("error", reject);
    socket.on("close", () => reject(new Error("The room closed before it had the message.")));
    socket.on("open", () => socket.send(JSON.stringify({ type: "chat_message", content, client_id: clientId })));
    socket.on("message", (data) => {
      const frame = JSON.parse(String(data));
      if (frame.type === "error") reject(new Error(`The room answered ${frame.code}: ${frame.message}`));
      if (frame.type !== "delivery_confirmation" || frame.client_id !== clientId) return;
      resolve();
      socket.close();
    });
  });
}
