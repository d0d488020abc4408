import WebSocket from "ws";
import { bodyOf } from "../api-client.mjs";
import { clientOf, tokenOf } from "../chat/people.mjs";

/** Milliseconds between two pings, as of the app's own pages: `pingIntervalMs` of `app/contract/chat`. */
const pingEvery = 25_000;

/** @typedef {import("../../app/contract/inbox").InboxFrame} InboxFrame */

/**
 * Opens a person's inbox as a browser does: a token, the socket, the first badge, then a ping now and then.
 * @param {string} url
 * @param {import("../chat/people.mjs").Person} person
 * @param {(frame: InboxFrame) => void} [onFrame]
 * @returns {Promise<{ isOpen: () => boolean, close: () => void }>} once the first frame is there
 */
export async function openTab(url, person, onFrame = () => {}) {
  const client = clientOf(url, await tokenOf(url, person));
  const { token } = bodyOf(await client.call("POST /api/inbox/token"));
  const address = `${url.replace(/^http/, "ws")}/api/inbox/connect?token=${token}`;
  const socket = new WebSocket(address, { perMessageDeflate: false });
  const timer = setInterval(() => socket.send(JSON.stringify({ type: "ping" })), pingEvery);
  socket.on("close", () => clearInterval(timer));
  await new Promise((resolve, reject) => {
    socket.once("message", resolve);
    socket.once("error", reject);
    socket.once("close", () => reject(new Error("An inbox closed before it said anything.")));
    socket.on("message", (data) => onFrame(JSON.parse(String(data))));
  });
  return { isOpen: () => socket.readyState === WebSocket.OPEN, close: () => socket.terminate() };
}
