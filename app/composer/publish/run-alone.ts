/**
 * Runs a piece of work that no other tab has in hand: `in_turn` after one that does, `now` or else not at all. Resolves with
 * whether it ran. A browser without Web Locks runs it: what is created twice has the same key.
 */
export async function runAlone(draftKey: string, when: "now" | "in_turn", work: () => Promise<void>): Promise<boolean> {
  const locks = (navigator as Partial<Pick<Navigator, "locks">>).locks; // only in a secure context
  if (!locks) {
    await work();
    return true;
  }
  return locks.request(`heartfelt-publish/${draftKey}`, { ifAvailable: when === "now" }, async (lock) => {
    if (lock) await work();
    return lock !== null;
  });
}
