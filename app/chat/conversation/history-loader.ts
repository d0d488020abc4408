import type { fetchHistory, LoadedPage } from "./history";
import { historyPageSize } from "./history";
import { addOlder } from "./conversation-state";
import { addToPast, shownMessages, type Shown } from "./past-window";

/** The page, and a screen reader, have taken in a page of messages after this time. */
const settlesMs = 100;

type Loading = "idle" | "loading" | "failed";

/** Which part of the history is shown, and what is being loaded of it. */
export interface HistoryView extends Shown {
  /** Whether a page of older, or of newer messages is loading: until it is rendered, it is not read out as if it were new. */
  readonly older: Loading;
  readonly newer: Loading;
  /** The oldest message that there is, as far as is known. */
  readonly firstSeq: number;
}

interface Parts {
  fetch: typeof fetchHistory;
  view: () => HistoryView;
  change: (part: Partial<HistoryView>) => void;
}

/** Loads the history around what is shown, and opens other parts of it. */
export class HistoryLoader {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Loads the page before the oldest message that is shown. */
  async loadOlder(): Promise<void> {
    const { state, older, firstSeq } = this.#parts.view();
    const oldest = this.#oldest();
    if (older === "loading" || oldest <= firstSeq) return;
    this.#parts.change({ older: "loading" });
    const page = await this.#parts.fetch(state.room, { cursor: oldest });
    if (this.#oldest() !== oldest) return this.#parts.change({ older: "idle" }); // another part was opened meanwhile
    if (page === null) return this.#parts.change({ older: "failed" });
    this.#parts.change({
      ...this.#withOlder(page),
      ...(page.isFirst && { firstSeq: page.messages[0]?.seq ?? oldest }),
    });
    setTimeout(() => this.#parts.change({ older: "idle" }), settlesMs);
  }

  /** Loads the page after the newest message of the part that is shown. */
  async loadNewer(): Promise<void> {
    const { state, past, newer } = this.#parts.view();
    if (past === null || newer === "loading") return;
    this.#parts.change({ newer: "loading" });
    const upTo = past.upTo + historyPageSize;
    const page = await this.#parts.fetch(state.room, { cursor: upTo });
    const now = this.#parts.view();
    if (now.past?.upTo !== past.upTo) return this.#parts.change({ newer: "idle" });
    if (page === null) return this.#parts.change({ newer: "failed" });
    this.#parts.change(addToPast(now, page.messages, upTo));
    setTimeout(() => this.#parts.change({ newer: "idle" }), settlesMs);
  }

  /** Shows the part that has a message. Resolves with whether the message is there. */
  async show(seq: number): Promise<boolean> {
    const { state, past } = this.#parts.view();
    const isShown = () => shownMessages(this.#parts.view()).some((message) => message.seq === seq);
    if (past && seq >= (past.messages[0]?.seq ?? Infinity) && seq < past.upTo) return isShown();
    if (seq >= (state.messages[0]?.seq ?? Infinity)) this.leavePast();
    else await this.#open(await this.#parts.fetch(state.room, { cursor: seq + historyPageSize / 2 }));
    return isShown();
  }

  /**
   * Shows the part around the first message from a time on. Resolves with its seq, that of the newest where none is that
   * young; null where there is none, or it could not be loaded. `at` in milliseconds since 1970.
   */
  async showTime(at: number): Promise<number | null> {
    const { room } = this.#parts.view().state;
    const page = await this.#parts.fetch(room, { at: new Date(at).toISOString() });
    if (page === null) return null;
    await this.#open(page);
    const found = page.messages.find(({ created_at: created }) => Date.parse(created) >= at) ?? page.messages.at(-1);
    return found?.seq ?? null;
  }

  /** Shows the newest messages again. */
  leavePast(): void {
    if (this.#parts.view().past) this.#parts.change({ past: null, older: "idle", newer: "idle" });
  }

  async #open(page: LoadedPage | null): Promise<void> {
    const newest = page?.messages.at(-1);
    if (!page || !newest) return;
    const opened = addToPast({ state: this.#parts.view().state, past: null }, page.messages, newest.seq + 1);
    const first = page.isFirst ? { firstSeq: page.messages[0]?.seq ?? 1 } : {};
    this.#parts.change({ ...opened, ...first, older: "idle", newer: "idle" });
  }

  #oldest(): number {
    return shownMessages(this.#parts.view())[0]?.seq ?? 1;
  }

  #withOlder({ messages }: LoadedPage): Partial<Shown> {
    const { state, past } = this.#parts.view();
    return past ? addToPast({ state, past }, messages, past.upTo) : { state: addOlder(state, messages) };
  }
}
