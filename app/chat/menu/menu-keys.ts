/** Returns which of `count` items has the focus after a key, by the ARIA pattern of menus; null for a key that moves nothing. */
export function itemAfterKey(key: string, current: number, count: number): number | null {
  switch (key) {
    case "ArrowDown":
    case "ArrowRight":
      return (current + 1) % count;
    case "ArrowUp":
    case "ArrowLeft":
      return (Math.max(current, 0) + count - 1) % count;
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return null;
  }
}
