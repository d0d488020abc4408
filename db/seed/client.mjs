/** The seed's client of the app: each request can be made again without doing anything twice. */
import { createHash } from "node:crypto";
import { WebSocket } from "ws";
import { apiClientOf, bodyOf } from "../../scripts/api-client.mjs";

/**
 * @typedef {import("../../scripts/api-client.mjs").ApiClient} ApiClient
 * @typedef {import("../../app/contract/story").UploadedImage} UploadedImage
 * @typedef {{ headers?: Record<string, string>, fetch?: import("../../scripts/api-client.mjs").SendRequest }} ConnectOptions
 * @typedef {ReturnType<typeof connectTo>} SeedClient
 * @typedef {{ original: Blob, copy: Blob, regions: object[] }} Photo
 */

/**
 * @param {string} url of the running app
 * @param {ConnectOptions} [options] `headers` of every request
 */
export function connectTo(url, options) {
  return {
    /** Returns the API as one person calls it, or as a visitor does. @param {string | null} token */
    as: (token) => apiClientOf(url, { ...options, token }),
    /** @param {string} token @param {string} room @param {{ content: string, clientId: string }} message */
    say: (token, room, message) => say(`${url.replace("http", "ws")}/api/chat/connect/${room}?token=${token}`, message),
  };
}

/** @param {ApiClient} author @param {Photo} photo @returns {Promise<UploadedImage>} */
export async function upload(author, { original, copy, regions }) {
  const face_coordinates = JSON.stringify(regions);
  const body = {
    image_blurred: new File([copy], "copy.jpg"),
    image_original: new File([original], "original.jpg"),
    face_coordinates,
  };
  const idempotencyKey = keyOf("upload", face_coordinates, Buffer.from(await copy.arrayBuffer()));
  return bodyOf(await author.call("POST /api/stories/upload-image", { body, idempotencyKey }));
}

/**
 * Returns a key made of the request's content: the same step of a later seed is the same request.
 * @param {...(string | Buffer)} parts
 */
export function keyOf(...parts) {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part).update("\0");
  return `demo-${hash.digest("hex")}`;
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
