import type { Conversation } from "~/contract/conversation";
import { entriesOf } from "~/contract/entries";
import type { ConversationChanged } from "~/contract/inbox";
import type { ConnectionId } from "~/contract/ids";
import { serverBehindMs } from "./newest-entries";
import { isNewer, withChange } from "./with-change";

/** The time after which the server is asked for what raised a count, if the inbox has not sent it by then. */
const explainedWithinMs = 2_000;

/** After its time the server is sure to have dropped a message. */
const afterExpiryMs = 1_000;

/** The server and the clock as the store uses them: tests pass their own. */
export interface ConversationsEnvironment {
  /** Returns the list; null when it could not be fetched. */
  fetchList: () => Promise<readonly Conversation[] | null>;
  /** In milliseconds since 1970. */
  now: () => number;
}

type Counts = Readonly<Record<ConnectionId, number>>;

/**
 * An open list of conversations. It changes by what the inbox says, and asks the server only for what that does not explain:
 * a message costs no request.
 */
export class ConversationsStore {
  readonly #environment: ConversationsEnvironment;
  readonly #listeners = new Set<() => void>();
  #list: readonly Conversation[];
  #counts: Counts = {};
  /** The unread messages of each conversation that the list has seen. */
  readonly #shown = new Map<ConnectionId, number>();
  /** The last change of each conversation, and its time. */
  readonly #recent = new Map<ConnectionId, { changed: ConversationChanged; at: number }>();
  #explainTimer: ReturnType<typeof setTimeout> | undefined;
  #expiryTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(list: readonly Conversation[], environment: ConversationsEnvironment) {
    this.#list = list;
    this.#environment = environment;
  }

  readonly list = (): readonly Conversation[] => this.#list;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Takes a list that the server made. Of conversations that are not in it nothing is expected. */
  load(list: readonly Conversation[]): void {
    this.#expectNothingOf(this.#counts);
    for (const { id, unread } of list) this.#shown.set(id, unread);
    const now = this.#environment.now();
    const missed = [...this.#recent.values()].filter(
      ({ changed, at }) => at > now - serverBehindMs && !isGone(changed, now) && isNewer(list, changed),
    );
    this.#set(missed.reduce((known, { changed }) => withChange(known, changed) ?? known, list));
  }

  /** Takes what the inbox says of a conversation. */
  take(changed: ConversationChanged): void {
    if (!this.show(changed)) void this.refresh();
  }

  /** Shows how a conversation stands. Returns whether the list is right then: else only the server knows how it is. */
  show(changed: ConversationChanged): boolean {
    this.#recent.set(changed.connection_id, { changed, at: this.#environment.now() });
    const list = withChange(this.#list, changed);
    if (list === null) return false;
    this.#shown.set(changed.connection_id, changed.unread);
    this.#set(list);
    return true;
  }

  /** Takes how much is unread. */
  takeCounts(counts: Counts): void {
    this.#counts = counts;
    for (const id of this.#shown.keys()) if ((counts[id] ?? 0) === 0) this.#shown.delete(id);
    if (this.#isUnexplained()) this.#explainTimer ??= setTimeout(() => this.#explain(), explainedWithinMs);
  }

  /** Shows a change of the person's own, before the server has it. */
  change(id: ConnectionId, wish: Partial<Conversation>): void {
    this.#set(this.#list.map((one) => (one.id === id ? { ...one, ...wish } : one)));
  }

  async refresh(): Promise<void> {
    const counts = this.#counts;
    const list = await this.#environment.fetchList();
    if (list === null) return;
    this.load(list);
    this.#expectNothingOf(counts); // the server has no more to say of them
  }

  stop(): void {
    clearTimeout(this.#explainTimer);
    clearTimeout(this.#expiryTimer);
    this.#explainTimer = undefined;
  }

  #expectNothingOf(counts: Counts): void {
    for (const [id, count] of entriesOf(counts)) this.#shown.set(id, count);
  }

  /** Reading changes no row, so a count that went to 0 needs no explanation. */
  #isUnexplained(): boolean {
    return entriesOf(this.#counts).some(([id, count]) => count > 0 && count !== this.#shown.get(id));
  }

  #explain(): void {
    this.#explainTimer = undefined;
    if (this.#isUnexplained()) void this.refresh();
  }

  #set(list: readonly Conversation[]): void {
    this.#list = list;
    this.#waitForExpiry();
    for (const listener of this.#listeners) listener();
  }

  /** A message that disappears gives its place to the one before it, which the server knows. */
  #waitForExpiry(): void {
    clearTimeout(this.#expiryTimer);
    const now = this.#environment.now();
    const times = this.#list.flatMap(({ last }) => (last?.expires_at ? [Date.parse(last.expires_at)] : []));
    const next = Math.min(...times.filter((time) => time > now)); // one that the server still has: this clock is ahead
    if (next < Infinity) this.#expiryTimer = setTimeout(() => void this.refresh(), next - now + afterExpiryMs);
  }
}

function isGone({ last }: ConversationChanged, now: number): boolean {
  return last !== null && last.expires_at !== null && Date.parse(last.expires_at) <= now;
}
