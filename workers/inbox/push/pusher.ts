import { Buffer } from "node:buffer";
import type { LogEvent } from "../../../app/contract/log";
import type { InboxEntryId } from "../../../app/contract/inbox";
import type { ConnectionId, SessionId } from "../../../app/contract/ids";
import type { PushChange, PushMessage, PushState, SubscribeOutcome } from "../../../app/contract/push";
import { waitingEntry } from "../core/read";
import type { InboxState } from "../core/state";
import { answerOf, retryAt, type PushAnswer } from "./answers";
import { isWanted, messageOf, pushGapMs, queued, stepOf, subjectOf, topicOf, type Choice } from "./plan";
import { PushRows, type Push, type Subscription } from "./push-rows";
import { isPushService } from "./push-service";
import { sealPush, type VapidKeys } from "./seal";

/** Notifications of one alarm. More are sent by the next, at once. */
const maxAtOnce = 10;

/** A push service that takes longer is tried again later. */
const answerTimeoutMs = 10_000;

/** Apple drops a browser that is sent something and shows nothing. */
const showsAlways = /(^|\.)push\.apple\.com$/;

/** The parts that a pusher is made of. */
export interface PusherParts {
  rows: PushRows;
  /** Null where the operator set up none: nothing is sent. */
  keys: VapidKeys | null;
  localOrigin: string | null;
  /** Returns the inbox as it is now. */
  readState: () => InboxState;
  /** Returns the name of the other person of a connection; null where the owner may not see it. Rejects when D1 does not answer. */
  readName: (connectionId: ConnectionId) => Promise<string | null>;
  now: () => number;
}

/** Sends a person's browsers notifications of what waits, while no page shows it. The pure functions of `plan.ts` and `answers.ts` decide. */
export class Pusher {
  readonly #parts: PusherParts;
  readonly #rows: PushRows;

  constructor(parts: PusherParts) {
    this.#parts = parts;
    this.#rows = parts.rows;
  }

  state(): PushState {
    const subscriptions = this.#rows.subscriptions().map(listed);
    const { settings, muted } = this.#choice();
    return { public_key: this.#parts.keys?.publicKey ?? null, settings, muted: [...muted], subscriptions };
  }

  /** Takes a browser's subscription, unless it names no push service or no keys. */
  async subscribe(subscription: Subscription): Promise<SubscribeOutcome> {
    if (this.#parts.keys === null) return { kind: "off" };
    if (!isPushService(subscription.endpoint, this.#parts.localOrigin)) return { kind: "refused", field: "endpoint" };
    if (!(await isPublicKey(subscription.p256dh))) return { kind: "refused", field: "keys" };
    const id = this.#rows.keep(subscription);
    return { kind: "kept", subscription: listed({ ...subscription, id }) };
  }

  change({ kinds, detail, quiet, digest }: PushChange): void {
    const before = this.#rows.settings();
    this.#rows.saveSettings({
      kinds: { ...before.kinds, ...kinds },
      detail: detail ?? before.detail,
      quiet: quiet === undefined ? before.quiet : quiet,
      digest: digest ?? before.digest,
    });
  }

  /** Removes what is left of sessions that ended: those looked up that are not live. `now` in milliseconds since 1970. */
  keepLive(lookedUp: readonly SessionId[], live: ReadonlySet<SessionId>, now: number): void {
    if (this.#rows.subscriptions().length === 0) return;
    this.#rows.removeSessions((session) => lookedUp.includes(session) && !live.has(session));
    this.#rows.saveCheckedAt(now);
  }

  /** Queues notifications of entries that have news. */
  queue(ids: readonly InboxEntryId[]): void {
    if (ids.length === 0 || this.#parts.keys === null || this.#rows.subscriptions().length === 0) return;
    const choice = this.#choice();
    for (const id of ids) {
      if (isWanted(choice, id)) this.#rows.save(queued(id, this.#rows.push(id), this.#parts.now()));
    }
  }

  /** Queues that notifications are taken back whose entries were read or are gone. */
  takeBack(): void {
    const now = this.#parts.now();
    const state = this.#parts.readState();
    for (const push of this.#rows.told()) {
      if (waitingEntry(state, push.id, now) === null) this.#rows.save({ ...push, dueAt: now });
    }
  }

  /** Sends what is due. Done again after a crash, a browser may be told twice, in one notification. */
  async ring(): Promise<void> {
    for (const push of this.#rows.due(this.#parts.now(), maxAtOnce)) await this.#take(push);
  }

  async #take(push: Push): Promise<void> {
    const now = this.#parts.now();
    const step = stepOf(push, { state: this.#parts.readState(), choice: this.#choice(), now });
    switch (step.kind) {
      case "forget":
        return this.#rows.forget(push.id);
      case "wait":
        return this.#rows.save({ ...push, dueAt: step.until });
      case "close":
        await this.#send(push, { type: "read", tag: push.id }, (target) => !isOfApple(target));
        return this.#settle(push, { retryAt: null, toldAt: null });
      case "tell":
        return this.#tell(push);
      default:
        return step satisfies never;
    }
  }

  async #tell(push: Push): Promise<void> {
    const message = await this.#messageOf(push.id);
    const { targets } = push;
    const own = sessionOf(this.#parts.readState(), push.id);
    const answers = await this.#send(push, message, ({ id, sessionId }) => {
      return sessionId !== own && (targets === null || targets.includes(id));
    });
    const now = this.#parts.now();
    const late = answers.flatMap(({ target, answer }) => (answer.kind === "later" ? [{ target, answer }] : []));
    const afterMs = Math.max(0, ...late.map(({ answer }) => answer.afterMs));
    const again = late.length === 0 ? null : retryAt(push.attempts + 1, { afterMs, now });
    const wasTold = answers.some(({ answer }) => answer.kind === "sent");
    this.#settle(
      { ...push, targets: late.map(({ target }) => target.id) },
      { retryAt: again, toldAt: wasTold ? now : push.toldAt },
    );
  }

  /** Keeps how sending ended. What was queued meanwhile stays queued. */
  #settle(push: Push, { retryAt: dueAt, toldAt }: { retryAt: number | null; toldAt: number | null }): void {
    const newer = this.#rows.push(push.id);
    if (newer === null) return; // the inbox was erased
    if (newer.revision !== push.revision) {
      const nextAt = toldAt === null ? 0 : toldAt + pushGapMs;
      return this.#rows.save({ ...newer, dueAt: Math.max(newer.dueAt ?? 0, nextAt), toldAt });
    }
    if (dueAt !== null) return this.#rows.save({ ...push, dueAt, attempts: push.attempts + 1, toldAt });
    if (toldAt === null) return this.#rows.forget(push.id);
    this.#rows.save({ ...push, dueAt: null, attempts: 0, targets: null, toldAt });
  }

  async #messageOf(id: InboxEntryId): Promise<PushMessage> {
    const { detail } = this.#rows.settings();
    const { connectionId } = subjectOf(id);
    const hasName = detail === "name" && connectionId !== null;
    // Without D1 the notification names nobody.
    const name = hasName ? await this.#parts.readName(connectionId).catch(() => null) : null;
    const unread = waitingEntry(this.#parts.readState(), id, this.#parts.now())?.unread ?? null;
    return messageOf(id, { detail, name, unread });
  }

  /** Sends to some of the browsers at once. Those that are gone are removed. */
  async #send({ id }: Push, message: PushMessage, isTarget: (target: Subscription) => boolean) {
    const plain = { text: JSON.stringify(message), topic: await topicOf(id) };
    const targets = this.#rows.subscriptions().filter(isTarget);
    const answers = await Promise.all(
      targets.map(async (target) => ({ target, answer: await this.#post(target, plain) })),
    );
    this.#rows.remove(answers.flatMap(({ target, answer }) => (answer.kind === "gone" ? [target.id] : [])));
    return answers;
  }

  async #post(target: Subscription, plain: { text: string; topic: string }): Promise<PushAnswer> {
    const { keys } = this.#parts;
    if (keys === null) return { kind: "refused", reason: "no keys" };
    const answer = await post(target, plain, { keys, now: this.#parts.now() });
    if ("reason" in answer) log({ event: "push_failed", outcome: answer.kind, reason: answer.reason });
    return answer;
  }

  #choice(): Choice {
    return { settings: this.#rows.settings(), muted: this.#rows.muted() };
  }
}

async function post(
  target: Subscription,
  plain: { text: string; topic: string },
  { keys, now }: { keys: VapidKeys; now: number },
): Promise<PushAnswer> {
  try {
    const request = await sealPush(target, plain, keys);
    const answer = await fetch(request, { signal: AbortSignal.timeout(answerTimeoutMs) });
    await answer.body?.cancel();
    return answerOf(answer, now);
  } catch (error) {
    return { kind: "later", reason: error instanceof Error ? error.name : "unknown", afterMs: 0 };
  }
}

/** Whoever has just signed in need not be told so. */
function sessionOf(state: InboxState, id: InboxEntryId): SessionId | null {
  return (Object.hasOwn(state.happenings, id) ? state.happenings[id]?.sessionId : null) ?? null;
}

function isOfApple({ endpoint }: Subscription): boolean {
  return showsAlways.test(new URL(endpoint).hostname);
}

function listed({ id, endpoint, createdAt }: Subscription) {
  return { id, service: new URL(endpoint).hostname, created_at: new Date(createdAt).toISOString() };
}

/** Returns whether base64url is a point of P-256. */
async function isPublicKey(p256dh: string): Promise<boolean> {
  const bytes = Buffer.from(p256dh, "base64url");
  const algorithm = { name: "ECDH", namedCurve: "P-256" };
  const imported = crypto.subtle.importKey("raw", bytes, algorithm, false, []);
  return imported.then(
    () => true,
    () => false,
  );
}

function log(event: Extract<LogEvent, { event: "push_failed" }>): void {
  console.log(JSON.stringify(event));
}
