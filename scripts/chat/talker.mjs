import WebSocket from "ws";
import { tokenOf } from "./people.mjs";

/** Milliseconds between two messages of one person: a little under the limit of 60 a minute. */
const speakEvery = 1_030;

/** Messages that may wait for their acknowledgement before a person says more. */
const mostWaiting = 20;

/** Milliseconds of the longest wait before a new try; the real one is anywhere below it. */
const longestPause = 2_000;

/** One person in one room, who talks for ever: sends by client id, takes what comes, and goes on after every break. */
export class Talker {
  /** Client ids and contents that nobody acknowledged yet, in order. @type {Map<string, string>} */
  waiting = new Map();
  /** Client id to message id. @type {Map<string, string>} */
  acknowledged = new Map();
  /** The messages received, by seq. @type {Map<number, { id: string, content: string }>} */
  taken = new Map();
  /** Violations that must never happen, in words. @type {string[]} */
  faults = [];
  resends = 0;
  #lastSeq = 0;
  #made = 0;
  #isTalking = true;
  /** @type {WebSocket | null} */
  #socket = null;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #timer;

  /**
   * @param {string} url
   * @param {import("./people.mjs").Room} room
   * @param {import("./people.mjs").Person} person
   */
  constructor(url, room, person) {
    this.url = url;
    this.room = room;
    this.person = person;
  }

  start() {
    void this.#connect();
    // People do not speak in step.
    setTimeout(() => (this.#timer = setInterval(() => this.#say(), speakEvery)), Math.random() * speakEvery);
  }

  /** Stops sending new messages; queued ones are still sent. */
  hush() {
    this.#isTalking = false;
    clearInterval(this.#timer);
  }

  leave() {
    this.hush();
    this.#socket?.terminate();
    this.#socket = null;
  }

  async #connect() {
    const token = await tokenOf(this.url, this.person).catch(() => null);
    if (token === null) return this.#connectLater();
    const address = this.url.replace(/^http/, "ws");
    const socket = new WebSocket(`${address}/api/chat/connect/${this.room.id}?token=${token}&after=${this.#lastSeq}`, {
      perMessageDeflate: false,
      handshakeTimeout: 10_000,
    });
    socket.on("open", () => {
      this.#socket = socket;
      this.resends += this.waiting.size;
      for (const clientId of this.waiting.keys()) this.#send(clientId);
    });
    socket.on("message", (data) => this.#take(JSON.parse(String(data))));
    socket.on("error", () => socket.terminate());
    socket.on("close", () => {
      if (this.#socket === socket) this.#socket = null;
      this.#connectLater();
    });
  }

  #connectLater() {
    if (this.#isTalking || this.waiting.size > 0) setTimeout(() => void this.#connect(), Math.random() * longestPause);
  }

  #say() {
    if (!this.#isTalking || this.waiting.size >= mostWaiting) return;
    const clientId = `${this.person.id.slice(-8)}-${(this.#made += 1)}`;
    this.waiting.set(clientId, `${clientId} says hello`);
    this.#send(clientId);
  }

  /** @param {string} clientId */
  #send(clientId) {
    const content = this.waiting.get(clientId);
    if (this.#socket?.readyState !== WebSocket.OPEN) return;
    this.#socket.send(JSON.stringify({ type: "chat_message", content, client_id: clientId }));
  }

  /** @param {any} frame */
  #take(frame) {
    if (frame.type === "chat_message") return this.#takeMessage(frame);
    if (frame.type === "error") return this.#takeError(frame);
    if (frame.type !== "delivery_confirmation" || frame.status !== "sent") return;
    const known = this.acknowledged.get(frame.client_id);
    if (known !== undefined && known !== frame.id)
      this.faults.push(`${frame.client_id} was acknowledged as two messages`);
    this.waiting.delete(frame.client_id);
    this.acknowledged.set(frame.client_id, frame.id);
  }

  /** @param {{ id: string, seq: number, content: string }} message */
  #takeMessage({ id, seq, content }) {
    if (this.taken.has(seq)) this.faults.push(`${id} came twice`);
    if (seq < this.#lastSeq) this.faults.push(`${id} came after ${this.#lastSeq}`);
    this.taken.set(seq, { id, content });
    this.#lastSeq = Math.max(this.#lastSeq, seq);
  }

  /** Too fast after a break: said again in a while. @param {{ code: string, client_id?: string, retry_after?: number }} error */
  #takeError({ code, client_id: clientId, retry_after: seconds = 1 }) {
    if (code !== "rate_limited" || clientId === undefined) return this.faults.push(`the room answered ${code}`);
    setTimeout(() => this.waiting.has(clientId) && this.#send(clientId), seconds * 1_000);
  }
}
