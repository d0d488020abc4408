/** A message's place among those of this device; its id decides where two have the same. */
interface Placed {
  place: number;
  clientId: string;
}

/** Orders messages as they were typed, whatever the device's clock said meanwhile. */
export function byPlace(a: Placed, b: Placed): number {
  return a.place - b.place || (a.clientId < b.clientId ? -1 : 1);
}

/** Returns the place after all that waits, and after the last one that this page gave. */
export function nextPlace(waiting: readonly Pick<Placed, "place">[], last: number): number {
  return Math.max(last, ...waiting.map(({ place }) => place)) + 1;
}
