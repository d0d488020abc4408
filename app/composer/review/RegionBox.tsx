import type { KeyboardEvent, PointerEvent } from "react";
import type { EditorRegion, Handle } from "~/composer/regions/regions";
import { maxRegions } from "~/contract/limits";
import type { Region } from "~/contract/photo";
import { editorText } from "~/text/editor";
import { RegionHandles } from "./RegionHandles";
import { onStage, type Viewport } from "./viewport";

interface RegionBoxProps {
  region: EditorRegion;
  number: number;
  view: Viewport;
  isSelected: boolean;
  /** The number of larger regions: smaller ones lie on top. */
  rank: number;
  hasHandles: boolean;
  onHandleDown: (handle: Handle) => (event: PointerEvent) => void;
  onKeyDown: (event: KeyboardEvent) => void;
  onFocus: () => void;
}

/** A region narrower than this on the stage is one of a crowd. */
const smallPx = 40;

/** A region as a real element over the photo: it takes the focus and keys. Which one a finger means, the stage decides. */
export function RegionBox({ region, number, view, isSelected, rank, hasHandles, ...on }: RegionBoxProps) {
  const box = onStage(region, view);
  return (
    <div
      role="group"
      tabIndex={0}
      aria-label={editorText.regionLabel(number, region.isOn, region.isDoubtful)}
      data-region={region.id}
      className="group absolute outline-none"
      style={{ ...box, zIndex: isSelected ? maxRegions : rank }}
      onKeyDown={on.onKeyDown}
      onFocus={on.onFocus}
    >
      {/* A small region can still be held by 44 px. */}
      <div className="absolute top-1/2 left-1/2 size-full min-h-11 min-w-11 -translate-1/2 cursor-move" />
      {region.parts && <PaintedBoxes parts={region.parts} />}
      <RegionOutline region={region} isSmall={box.width < smallPx} isSelected={isSelected} />
      {hasHandles && <RegionHandles size={box} onHandleDown={on.onHandleDown} />}
    </div>
  );
}

/**
 * Dashed when the region is doubtful, dotted when it will not be covered. Thin around a small one: in a crowd the outlines
 * must not hide the people.
 */
function RegionOutline({
  region,
  isSmall,
  isSelected,
}: Pick<RegionBoxProps, "region" | "isSelected"> & { isSmall: boolean }) {
  const width = isSmall && !isSelected ? "border" : "border-2";
  const round = region.shape === "ellipse" ? "rounded-[50%]" : "rounded-md";
  const line = `${region.isDoubtful ? "border-dashed" : "border-solid"} ${region.isOn ? "border-white" : "border-white/50 border-dotted"}`;
  return (
    <div
      className={`pointer-events-none absolute inset-0 ${width} shadow-[0_0_0_1px_rgb(0_0_0/0.45),inset_0_0_0_1px_rgb(0_0_0/0.35)] ${round} ${line} ${isSelected ? "border-accent! shadow-[0_0_0_2px_white]!" : ""} group-focus-visible:ring-4 group-focus-visible:ring-accent`}
    />
  );
}

/** Where a brush stroke is. As one faint veil: the cover shows under it, and boxes that are each half clear would show their seams. */
function PaintedBoxes({ parts }: { parts: readonly Region[] }) {
  return (
    <div className="pointer-events-none absolute inset-0 opacity-10">
      {parts.map((part, index) => (
        <div
          key={index}
          className="absolute bg-white shadow-[0_0_0_0.5px_white]"
          style={{ left: share(part.x), top: share(part.y), width: share(part.width), height: share(part.height) }}
        />
      ))}
    </div>
  );
}

function share(of: number): string {
  return `${of * 100}%`;
}
