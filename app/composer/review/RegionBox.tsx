import type { KeyboardEvent, PointerEvent } from "react";
import { maxRegions } from "~/contract/limits";
import type { Size } from "~/contract/photo";
import { editorText } from "~/text/editor";
import { handles, type EditorRegion, type Handle } from "~/composer/regions/regions";
import { minFramePx } from "./picking";
import type { Viewport } from "./viewport";

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

/** A region as a real element over the photo: it takes the focus and keys. Which one a finger means, the stage decides. */
export function RegionBox({
  region,
  number,
  view,
  isSelected,
  rank,
  hasHandles,
  onHandleDown,
  onKeyDown,
  onFocus,
}: {
  region: EditorRegion;
  number: number;
  view: Viewport;
  isSelected: boolean;
  /** How many regions are larger: smaller ones lie on top. */
  rank: number;
  hasHandles: boolean;
  onHandleDown: (handle: Handle) => (event: PointerEvent) => void;
  onKeyDown: (event: KeyboardEvent) => void;
  onFocus: () => void;
}) {
  const [width, height] = [region.width * view.scale, region.height * view.scale];
  const round = region.shape === "ellipse" ? "rounded-[50%]" : "rounded-md";
  const line = `${region.isDoubtful ? "border-dashed" : "border-solid"} ${region.isOn ? "border-white" : "border-white/50 border-dotted"}`;
  return (
    <div
      role="group"
      tabIndex={0}
      aria-label={editorText.regionLabel(number, region.isOn, region.isDoubtful)}
      data-region={region.id}
      className="group absolute outline-none"
      style={{
        left: view.x + region.x * view.scale,
        top: view.y + region.y * view.scale,
        width,
        height,
        zIndex: isSelected ? maxRegions : rank,
      }}
      onKeyDown={onKeyDown}
      onFocus={onFocus}
    >
      {/* A small region can still be held by 44 px. */}
      <div className="absolute top-1/2 left-1/2 size-full min-h-11 min-w-11 -translate-1/2 cursor-move" />
      <div
        className={`pointer-events-none absolute inset-0 border-2 shadow-[0_0_0_1px_rgb(0_0_0/0.45),inset_0_0_0_1px_rgb(0_0_0/0.35)] ${round} ${line} ${isSelected ? "border-accent! shadow-[0_0_0_2px_white]!" : ""} group-focus-visible:ring-4 group-focus-visible:ring-accent`}
      />
      <span
        className={`pointer-events-none absolute -top-1.5 left-1/2 grid h-5 min-w-5 -translate-x-1/2 -translate-y-1/2 place-items-center rounded-full px-1.5 text-[0.6875rem] font-semibold tabular-nums ${isSelected ? "hidden" : "bg-black/70 text-white"}`}
      >
        {number}
        {region.isDoubtful && "?"}
      </span>
      {hasHandles && <Handles size={{ width, height }} onHandleDown={onHandleDown} />}
    </div>
  );
}

/** The frame of the selected region with its eight handles. */
function Handles({
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
