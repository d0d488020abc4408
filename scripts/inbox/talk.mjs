/** One room of the bench: its author speaks, its reader is elsewhere and has the inbox open. */
import { setTimeout as pause } from "node:timers/promises";
import WebSocket from "ws";
import { tokenOf } from "../chat/people.mjs";
import { openTab } from "./tab.mjs";

/** Milliseconds between two messages of a room: far below the limit of 60 a minute, and above an inbox's own pause. */
const speakEvery = 2_000;

export class Talk {
  /** When each message was acknowledged, in milliseconds of `performance.now()`, in order. @type {number[]} */
  acknowledgedAt = [];
  /** When a badge first counted so many messages: the first message's time is the first. @type {number[]} */
  countedAt = [];
  badges = 0;
  /** Messages that a badge counted beyond those that were sent. */
  doubled = 0;
  #sent = 0;

  /**
   * @param {string} url
   * @param {import("../chat/people.mjs").Room} room
   */
  constructor(url, room) {
    this.url = url;
    this.room = room;
  }

  async open() {
    const { id, people } = this.room;
    const [author, reader] = people;
    const tab = await openTab(this.url, reader, (frame) => this.#take(frame));
    const address = `${this.url.replace(/^http/, "ws")}/api/chat/connect/${id}?token=${await tokenOf(this.url, author)}`;
    const socket = new WebSocket(address, { perMessageDeflate: false });
    await new Promise((resolve, reject) => {
      socket.once("open", resolve);
      socket.once("error", reject);
    });
    socket.on("message", (data) => {
      const frame = JSON.parse(String(data));
      if (frame.type === "delivery_confirmation" && frame.status === "sent")
        this.acknowledgedAt.push(performance.now());
    });
    this.socket = socket;
    this.tab = tab;
  }

  /** Says so many messages, out of step with the other rooms. @param {number} count */
  async speak(count) {
    await pause(Math.random() * speakEvery);
    for (let said = 0; said < count; said++) {
      this.#sent += 1;
      const [content, client_id] = [`Message ${this.#sent}`, String(this.#sent)];
      this.socket?.send(JSON.stringify({ type: "chat_message", content, client_id }));
      await pause(speakEvery);
    }
  }

  close() {
    this.socket?.terminate();
    this.tab?.close();
  }

  isCounted() {
    return this.acknowledgedAt.length === this.#sent && this.countedAt.length >= this.#sent;
  }

  /** Messages that were acknowledged, and that no badge ever counted. */
  lost() {
    return Math.max(0, this.acknowledgedAt.length - this.countedAt.length);
  }

  /** Seconds from the acknowledgement of each message to the badge that counts it. */
  seconds() {
    return this.acknowledgedAt.flatMap((at, i) => {
      const counted = this.countedAt[i];
      return counted === undefined ? [] : [(counted - at) / 1_000];
    });
  }

  /** @param {import("./tab.mjs").InboxFrame} frame */
  #take(frame) {
    if (frame.type !== "badge") return;
    const now = performance.now();
    const count = frame.counts[/** @type {keyof typeof frame.counts} */ (this.room.id)] ?? 0;
    if (count > this.countedAt.length) this.badges += 1;
    while (this.countedAt.length < count) this.countedAt.push(now);
    this.doubled = Math.max(this.doubled, count - this.#sent);
  }
}
