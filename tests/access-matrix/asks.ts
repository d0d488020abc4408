/** Asks and connections in every state, each between two people of its own. */
import { expect } from "vitest";
import { Connection, type ConnectionAct } from "~/contract/connection";
import { send, type Person } from "../api/client";
import { act, ask } from "../api/connected";

/** An ask of two people, and the story that it was about. */
export interface Ask {
  id: string;
  asker: Person;
  author: Person;
}

/** The acts of each side after the request, in order. "Expired" takes time: see `expiring`. */
const steps: Record<string, [side: "asker" | "author", what: ConnectionAct][]> = {
  asked: [],
  accepted: [["author", "accept"]],
  declined: [["author", "decline"]],
  withdrawn: [["asker", "withdraw"]],
  expired: [],
  "asked, author blocks": [["author", "block"]],
  "asked, asker blocks": [["asker", "block"]],
  "accepted, author blocks": [
    ["author", "accept"],
    ["author", "block"],
  ],
  "accepted, asker blocks": [
    ["author", "accept"],
    ["asker", "block"],
  ],
};

/** The states that an ask can be in. */
export const askStates = Object.keys(steps);

/** Asks, and goes on until the ask is in a state. */
export async function askIn(state: string, asker: Person, author: Person, story: string): Promise<Ask> {
  const answer = await ask(asker, story, "I was there too.");
  expect(answer.status).toBe(201);
  const made = { id: Connection.parse(await answer.json()).id, asker, author };
  for (const [side, what] of steps[state] ?? []) {
    await done(made[side], made.id, what);
    // Every page shows its reader how much is new: what they are asked about is not to differ by that.
    if (what === "accept") await markSeen(made.asker, `request_accepted.${made.id}`);
  }
  return made;
}

async function markSeen(as: Person, id: string): Promise<void> {
  const answer = await send("POST", "/api/inbox/seen", { as, body: { ids: [id] } });
  expect(answer.status).toBe(204);
}

/** Does an act that must be possible. */
export async function done(as: Person, id: string, what: ConnectionAct, body?: unknown): Promise<void> {
  const answer = await act(as, id, what, body);
  expect([what, answer.status]).toEqual([what, 200]);
}

/** SQL that makes asks older than any ask can wait. */
export function expiring(ids: string): string {
  const older = 40 * 24 * 60 * 60 * 1000;
  return `UPDATE connections SET created_at = created_at - ${older}, updated_at = updated_at - ${older} WHERE id IN ${ids}`;
}
