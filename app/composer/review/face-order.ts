/** The order in which an author goes through the faces of a photo. Pure. */
import type { EditorRegion, EditorRegions } from "~/composer/regions/regions";

/**
 * Returns the regions, those that were doubtful first: there the author's eyes are needed most. The order stays while they
 * are judged.
 * @param doubtful the ids of those that were doubtful when the review began
 */
export function reviewOrder(regions: EditorRegions, doubtful: ReadonlySet<string>): EditorRegion[] {
  return [...regions.filter(({ id }) => doubtful.has(id)), ...regions.filter(({ id }) => !doubtful.has(id))];
}

/** Returns the region after another, or before it (-1); without another the first, or the last. Null past either end. */
export function neighbourOf(order: EditorRegions, id: string | null, by: 1 | -1): EditorRegion | null {
  const at = order.findIndex((region) => region.id === id);
  if (at === -1) return (by === 1 ? order[0] : order.at(-1)) ?? null;
  return order[at + by] ?? null;
}
