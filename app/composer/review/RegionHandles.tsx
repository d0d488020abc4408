import type { PointerEvent } from "react";
import { handles, type Handle } from "~/composer/regions/regions";
import type { Size } from "~/contract/photo";
import { minFramePx } from "./picking";

/** Where each handle sits on its region, in percent. */
const places: Record<Handle, [number, number]> = {
  nw: [0, 0],
  n: [50, 0],
  ne: [100, 0],
  e: [100, 50],
  se: [100, 100],
  s: [50, 100],
  sw: [0, 100],
  w: [0, 50],
};

/**
 * The frame of the selected region with its eight handles.
 * @param size of the region on the stage, in CSS pixels
 */
export function RegionHandles({
  size,
  onHandleDown,
}: {
  size: Size;
  onHandleDown: (handle: Handle) => (event: PointerEvent) => void;
}) {
  const [width, height] = [Math.max(minFramePx, size.width), Math.max(minFramePx, size.height)];
  return (
    <div
      className="pointer-events-none absolute rounded-sm outline-1 outline-white/60 outline-dashed"
      style={{ width, height, left: (size.width - width) / 2, top: (size.height - height) / 2 }}
    >
      {handles.map((handle) => (
        <div
          key={handle}
          data-handle={handle}
          className="pointer-events-auto absolute grid size-11 -translate-1/2 place-items-center"
          style={{ left: `${places[handle][0]}%`, top: `${places[handle][1]}%`, cursor: `${handle}-resize` }}
          onPointerDown={onHandleDown(handle)}
        >
          <span className="size-3 rounded-full border-2 border-accent bg-white shadow" />
        </div>
      ))}
    </div>
  );
}
