/** Runs in a page. Returns whether React has committed the hydration of the document. */
export function isHydrated(): boolean {
  // React keeps its root at the element that was hydrated, under a key with a random end.
  interface Root {
    stateNode: { current: { memoizedState: { isDehydrated?: boolean } | null } };
  }
  const key = Object.keys(document).find((name) => name.startsWith("__reactContainer$"));
  const root = key === undefined ? undefined : (document as unknown as Record<string, Root>)[key];
  return root?.stateNode.current.memoizedState?.isDehydrated === false;
}
