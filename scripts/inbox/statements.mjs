/**
 * Counts the statements that local D1 runs, whichever worker they come from: by DevTools, at the one place where Miniflare's
 * D1 runs each of them. The workers are served as they are deployed, and know nothing of it.
 */
import { setTimeout as pause } from "node:timers/promises";
import WebSocket from "ws";

/** The worker that stands for D1, and the beginning of its line that every statement passes. */
const worker = "d1:db";
const passed = "let beforeTime = performance.now(), beforeSize = this.state.storage.sql.databaseSize";

/** The mark of a statement, which the condition of the breakpoint logs: it never halts. */
const mark = "d1 statement";
const condition = `(console.debug(${JSON.stringify(mark)}, query.sql), false)`;

/** Statements of ours, by which is seen that the count is alive: the last of them ends it. */
const probes = 3;

/** Milliseconds between two looks for a statement that is on its way, and for how long it is waited for. */
const look = { every: 50, within: 10_000 };

/**
 * The parts of DevTools' messages that are read here.
 * @typedef {{ result?: { lineNumber: number, lineContent: string }[] }} Answer
 * @typedef {{ id?: number, result?: Answer, method?: string, params?: { args?: { value?: unknown }[] } }} Message
 */

export class StatementCounter {
  /** The statements that were not ours. @type {string[]} */
  #seen = [];
  #probesSeen = 0;
  #asked = 0;
  /** @type {Map<number, (answer: Answer) => void>} */
  #answers = new Map();

  /** @param {import("../serve.mjs").ServedApp} app @param {WebSocket} socket */
  constructor(app, socket) {
    this.app = app;
    this.socket = socket;
    socket.on("message", (data) => this.#take(JSON.parse(String(data))));
  }

  /** @param {import("../serve.mjs").ServedApp} app */
  static async open(app) {
    const { host } = new URL(await app.inspector());
    const listed = /** @type {{ id: string, webSocketDebuggerUrl: string }[]} */ (
      await (await fetch(`http://${host}/json`)).json()
    );
    const found = listed.find(({ id }) => id === worker);
    if (!found) throw new Error(`The served app has no ${worker}: Miniflare names it differently now.`);
    const socket = new WebSocket(found.webSocketDebuggerUrl, { perMessageDeflate: false });
    await new Promise((resolve, reject) => {
      socket.once("open", resolve);
      socket.once("error", reject);
    });
    const counter = new StatementCounter(app, socket);
    await counter.#watch();
    return counter;
  }

  /** Waits until no statement ran for some time, and forgets those before. @param {number} restMs */
  async untilAtRest(restMs) {
    let before;
    do {
      before = this.#seen.length;
      await pause(restMs);
      await this.#probe();
    } while (this.#seen.length > before);
    this.#seen = [];
  }

  /** Returns the statements since the last rest. Throws when the count is not alive. */
  async statements() {
    await this.#probe();
    return this.#seen;
  }

  close() {
    this.socket.terminate();
  }

  async #watch() {
    await this.#ask("Runtime.enable");
    const scripts = this.#scripts();
    await this.#ask("Debugger.enable");
    const scriptId = (await scripts).find(({ url }) => url.endsWith("/d1/database.worker.js"))?.scriptId;
    const { result = [] } = scriptId ? await this.#ask("Debugger.searchInContent", { scriptId, query: passed }) : {};
    const [line] = result;
    if (!line) throw new Error("Miniflare's D1 runs its statements elsewhere now: look for them in its worker.");
    const columnNumber = line.lineContent.indexOf(passed);
    await this.#ask("Debugger.setBreakpoint", {
      location: { scriptId, lineNumber: line.lineNumber, columnNumber },
      condition,
    });
    await this.#probe();
  }

  /** The scripts of the worker, which it lists before it answers `Debugger.enable`. */
  #scripts() {
    /** @type {{ scriptId: string, url: string }[]} */
    const scripts = [];
    return new Promise((/** @type {(found: typeof scripts) => void} */ resolve) => {
      this.socket.on("message", (data) => {
        const { method, params, result } = JSON.parse(String(data));
        if (method === "Debugger.scriptParsed") scripts.push(params);
        if (result?.debuggerId) resolve(scripts);
      });
    });
  }

  /** Runs statements of ours and waits until they were counted: what came before them has been by then, too. */
  async #probe() {
    const expected = this.#probesSeen + probes;
    await this.app.runSql(Array.from({ length: probes }, () => `SELECT '${mark}'`));
    const deadline = Date.now() + look.within;
    while (this.#probesSeen < expected) {
      if (Date.now() > deadline)
        throw new Error("D1's statements are not counted: those of the bench itself were not.");
      await pause(look.every);
    }
  }

  /** @param {Message} message */
  #take({ id, result = {}, method, params: { args = [] } = {} }) {
    if (id !== undefined) this.#answers.get(id)?.(result);
    if (method !== "Runtime.consoleAPICalled" || args[0]?.value !== mark) return;
    const sql = String(args[1]?.value);
    if (sql.includes(mark)) this.#probesSeen += 1;
    else this.#seen.push(sql);
  }

  /** @param {string} method @param {object} [params] @returns {Promise<Answer>} */
  #ask(method, params = {}) {
    const id = (this.#asked += 1);
    return new Promise((resolve) => {
      this.#answers.set(id, resolve);
      this.socket.send(JSON.stringify({ id, method, params }));
    });
  }
}
