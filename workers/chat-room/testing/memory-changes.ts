/** For tests: the changes of messages in memory. */
import type { UserId } from "../../../app/contract/ids";
import type { ChangeLog, MessageVersion, MessageView } from "../room/message-views";
import type { LoggedMessage } from "../room/state";

export class MemoryChanges implements ChangeLog {
  readonly changes: { userId: UserId; clientId: string; seq: number }[] = [];
  readonly versions = new Map<number, MessageVersion[]>();
  readonly #views = new Map<string, MessageView>();

  /** `log`: the messages by seq, the first at 0. */
  constructor(readonly log: LoggedMessage[]) {}

  viewOf(viewer: UserId, seq: number): MessageView | null {
    return this.#views.get(`${viewer} ${seq}`) ?? null;
  }

  viewsFrom(viewer: UserId, from: number): Map<number, MessageView> {
    return new Map(this.#of(viewer).flatMap((view) => (view.seq > from ? [[view.seq, view] as const] : [])));
  }

  viewsAfter(viewer: UserId, changeSeq: number, limit: number): MessageView[] {
    const changed = this.#of(viewer).filter((view) => view.changeSeq > changeSeq);
    return changed.toSorted((a, b) => a.changeSeq - b.changeSeq).slice(-limit);
  }

  changedWith(userId: UserId, clientId: string): number | null {
    return this.changes.find((change) => change.userId === userId && change.clientId === clientId)?.seq ?? null;
  }

  append(change: { userId: UserId; clientId: string; seq: number }): number {
    return this.changes.push(change);
  }

  saveView(view: MessageView): void {
    this.#views.set(`${view.viewerId} ${view.seq}`, view);
  }

  replaceContent(seq: number, content: string): void {
    this.log[seq - 1] = { ...this.log[seq - 1]!, content };
  }

  keepVersion(seq: number, version: MessageVersion): void {
    this.versions.set(seq, [...(this.versions.get(seq) ?? []), version]);
  }

  dropVersions(seq: number): void {
    this.versions.delete(seq);
  }

  /** Drops all of a message that disappeared. */
  drop(seq: number): void {
    this.versions.delete(seq);
    for (const [key, view] of this.#views) if (view.seq === seq) this.#views.delete(key);
  }

  #of(viewer: UserId): MessageView[] {
    return [...this.#views.values()].filter(({ viewerId }) => viewerId === viewer);
  }
}
