import { useRef, useState } from "react";
import { regionOfStroke } from "~/composer/regions/brush";
import type { Point } from "~/composer/regions/regions";
import type { GestureSpace } from "./gestures";
import type { RegionEditor } from "./use-regions";

/**
 * The way that the brush has painted, in photo pixels, until the finger is lifted.
 * @param radiusPx on the stage: zoomed in, the brush is finer on the photo
 */
export function useBrush({ view, photo }: GestureSpace, editor: RegionEditor, radiusPx: number) {
  const [painted, setPainted] = useState<readonly Point[]>([]);
  // Several moves may come before the next rendering.
  const way = useRef<readonly Point[]>([]);
  const setWay = (points: readonly Point[]) => setPainted((way.current = points));
  return {
    painted,
    paint: ({ from, to }: { from: Point; to: Point }) =>
      setWay([...(way.current.length === 0 ? [from] : way.current), to]),
    /** Returns the way, and starts anew. */
    lift: () => {
      const points = way.current;
      setWay([]);
      return points;
    },
    /** One stroke is one step that can be undone. */
    finish: (points: readonly Point[]) => {
      const region = regionOfStroke({ points, radius: radiusPx / view.scale }, photo, crypto.randomUUID());
      if (region) editor.edit({ kind: "add", region });
    },
  };
}
