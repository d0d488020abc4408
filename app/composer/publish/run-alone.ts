/**
 * Runs a piece of work unless another tab has the same in hand; resolves with whether it ran. A browser without Web Locks
 * runs it: what is created twice has the same key.
 */
export async function runAlone(draftKey: string, work: () => Promise<void>): Promise<boolean> {
  const locks = (navigator as Partial<Pick<Navigator, "locks">>).locks; // only in a secure context
  if (!locks) {
    await work();
    return true;
  }
  return locks.request(`heartfelt-publish/${draftKey}`, { ifAvailable: true }, async (lock) => {
    if (lock) await work();
    return lock !== null;
  });
}
