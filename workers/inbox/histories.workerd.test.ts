/** The real inbox and a real D1 against a model, in random histories: reports that are lost, late and doubled, calls that never come, and evictions. */
import { abortAllDurableObjects, env } from "cloudflare:test";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { UnreadCounts } from "../../app/contract/chat";
import type { InboxPage, UnreadReport } from "../../app/contract/inbox";
import type { ConnectionId, StoryId, UserId } from "../../app/contract/ids";
import { insertAsk, insertBlock, deleteBlock } from "../../db/queries/connections";
import { runs } from "../../tests/how-many";
import { newId } from "../../tests/world/ids";
import { newPerson, newStory } from "../../tests/world/people";
import { db } from "../../tests/world/services";

const histories = runs({ usual: 8, full: 40 });

type Step =
  | { do: "message" | "read" | "block"; room: number }
  | { do: "hold" | "refresh" | "evict" }
  | { do: "report"; which: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constantFrom("message", "message", "read", "block"), room: fc.nat(1) }),
  },
  { weight: 5, arbitrary: fc.record({ do: fc.constant("report" as const), which: fc.nat(50) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom("hold", "refresh", "refresh") }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("evict" as const) }) },
);

/** One of the owner's conversations, as it truly is. */
class Talk {
  readonly id = newId<ConnectionId>();
  sent = 0;
  readSeq = 0;
  isBlocked = false;

  constructor(readonly other: UserId) {}

  report(): UnreadReport {
    const { id: connectionId, sent: lastSeq, readSeq } = this;
    return { connectionId, lastSeq, readSeq, unread: lastSeq - readSeq, lastAt: Date.now() };
  }
}

/** A person with two conversations and a story, and all reports that were ever on their way. */
class History {
  readonly talks: Talk[] = [];
  readonly reports: UnreadReport[] = [];
  isHeld = false;

  private constructor(
    readonly owner: UserId,
    readonly story: StoryId,
  ) {}

  static async begin(): Promise<History> {
    const owner = await newPerson();
    const history = new History(owner, await newStory(owner));
    for (let n = 0; n < 2; n++) {
      const talk = new Talk(await newPerson());
      const at = { createdAt: new Date(), updatedAt: new Date() };
      const pair = { askerId: owner, authorId: talk.other, storyId: null, note: "" };
      await insertAsk(db, { id: talk.id, ...pair, status: "accepted", ...at });
      history.talks.push(talk);
    }
    return history;
  }

  get inbox() {
    return env.INBOX.getByName(this.owner);
  }

  badge(): Promise<UnreadCounts> {
    return this.inbox.badge(this.owner, { session: null, now: Date.now() }) as unknown as Promise<UnreadCounts>; // as it is declared
  }

  async perform(next: Step): Promise<void> {
    switch (next.do) {
      case "message":
      case "read":
        return this.#talk(this.talks[next.room]!, next.do);
      case "block":
        return this.#toggleBlock(this.talks[next.room]!);
      case "hold":
        this.isHeld = !this.isHeld;
        await db.$client
          .prepare("UPDATE stories SET held_at = ? WHERE id = ?")
          .bind(this.isHeld ? Date.now() : null, this.story)
          .run();
        return;
      case "report": {
        const report = this.reports[next.which % Math.max(1, this.reports.length)];
        if (report) await this.inbox.report(this.owner, report);
        return;
      }
      case "refresh":
        return this.inbox.refresh(this.owner);
      case "evict":
        return abortAllDurableObjects();
      default:
        next satisfies never;
    }
  }

  #talk(talk: Talk, what: "message" | "read"): void {
    if (what === "message") talk.sent += 1;
    else talk.readSeq = talk.sent;
    this.reports.push(talk.report());
  }

  async #toggleBlock(talk: Talk): Promise<void> {
    talk.isBlocked = !talk.isBlocked;
    const pair = { blockerId: this.owner, blockedId: talk.other };
    if (talk.isBlocked) await insertBlock(db, { ...pair, createdAt: new Date() });
    else await deleteBlock(db, pair.blockerId, pair.blockedId);
  }

  /** Repeats what rooms repeat until it is acknowledged, and the reading of the next call. */
  async heal(): Promise<void> {
    for (const talk of this.talks) await this.inbox.report(this.owner, talk.report());
    await this.inbox.refresh(this.owner);
  }
}

test(`in ${histories} histories an inbox says what the world says once its next call came through`, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
      const history = await History.begin();
      for (const next of steps) await history.perform(next);
      await history.heal();
      const open = history.talks.filter(({ isBlocked, sent }) => !isBlocked && sent > 0);
      const counts = Object.fromEntries(open.map(({ id, sent, readSeq }) => [id, sent - readSeq]));
      const badge = await history.badge();
      expect(badge.counts).toEqual(counts);
      const page = (await history.inbox.page(history.owner, {
        below: null,
        limit: 50,
        now: Date.now(),
      })) as unknown as InboxPage; // the kinds alone are looked at
      const kinds = page.entries.map(({ kind }) => kind);
      const accepted = history.talks.filter(({ isBlocked }) => !isBlocked).length;
      expect(kinds.filter((kind) => kind === "request_accepted")).toHaveLength(accepted);
      expect(kinds.includes("story_held") || !history.isHeld).toBe(true);
      await abortAllDurableObjects(); // what it said is on disk
      expect(await history.badge()).toEqual(badge);
    }),
    { numRuns: histories },
  );
});
