import { createRequire } from "node:module";
import { join } from "node:path";
import WebSocket from "ws";

/**
 * One end of a room of two; `frames` counts what it sent and got.
 * @typedef {{ send: (text: string) => void, onText: (hear: () => void) => void, close: () => void, frames: () => number }} Peer
 */

let made = 0;

/** The payload of each kind of room: bare text, or frames of JSON. */
const speaks = {
  text: { say: (/** @type {string} */ content) => content, isMessage: () => true },
  frames: {
    say: (/** @type {string} */ content) =>
      JSON.stringify({ type: "chat_message", content, client_id: `bench-${(made += 1)}` }),
    isMessage: (/** @type {string} */ data) => data.startsWith('{"type":"chat_message"'),
  },
};

/**
 * A WebSocket to a room in workerd. With receipts it says of each message that it was read before it hands it on.
 * @param {string} address
 * @param {{ language: keyof typeof speaks, receipts: boolean }} options
 * @returns {Promise<Peer>}
 */
export function openSocket(address, { language, receipts }) {
  const { say, isMessage } = speaks[language];
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(address, { perMessageDeflate: false });
    let frames = 0;
    const send = (/** @type {string} */ frame) => {
      frames += 1;
      socket.send(frame);
    };
    const take = (/** @type {string} */ data, /** @type {() => void} */ hear) => {
      frames += 1;
      if (!isMessage(data)) return;
      if (receipts) send(JSON.stringify({ type: "read_receipt", id: JSON.parse(data).id }));
      hear();
    };
    socket.once("error", reject);
    socket.once("open", () =>
      resolve({
        send: (text) => send(say(text)),
        onText: (hear) => socket.on("message", (data) => take(String(data), hear)),
        close: () => socket.terminate(),
        frames: () => frames,
      }),
    );
  });
}

/**
 * A Socket.IO client.
 * @param {string} address
 * @param {string} modules where socket.io-client is installed
 * @returns {Promise<Peer>}
 */
export function openSocketIo(address, modules) {
  const { io } = createRequire(join(modules, "index.js"))("socket.io-client");
  return new Promise((resolve, reject) => {
    const socket = io(address, { transports: ["websocket"], forceNew: true });
    socket.once("connect_error", reject);
    socket.once("connect", () =>
      resolve({
        send: (text) => socket.emit("message", text, () => undefined),
        onText: (hear) => socket.on("message", hear),
        close: () => socket.disconnect(),
        frames: () => NaN,
      }),
    );
  });
}
