import type { KeyboardEvent, PointerEvent } from "react";
import type { EditorRegion, Handle } from "~/composer/regions/regions";
import { maxRegions } from "~/contract/limits";
import { editorText } from "~/text/editor";
import { RegionHandles } from "./RegionHandles";
import { onStage, type Viewport } from "./viewport";

interface RegionBoxProps {
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
}

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
      <RegionOutline region={region} isSelected={isSelected} />
      {!isSelected && <RegionNumber number={number} isDoubtful={region.isDoubtful} />}
      {hasHandles && <RegionHandles size={box} onHandleDown={on.onHandleDown} />}
    </div>
  );
}

/** Dashed when the region is doubtful, dotted when it will not be covered. */
function RegionOutline({ region, isSelected }: Pick<RegionBoxProps, "region" | "isSelected">) {
  const round = region.shape === "ellipse" ? "rounded-[50%]" : "rounded-md";
  const line = `${region.isDoubtful ? "border-dashed" : "border-solid"} ${region.isOn ? "border-white" : "border-white/50 border-dotted"}`;
  return (
    <div
      className={`pointer-events-none absolute inset-0 border-2 shadow-[0_0_0_1px_rgb(0_0_0/0.45),inset_0_0_0_1px_rgb(0_0_0/0.35)] ${round} ${line} ${isSelected ? "border-accent! shadow-[0_0_0_2px_white]!" : ""} group-focus-visible:ring-4 group-focus-visible:ring-accent`}
    />
  );
}

function RegionNumber({ number, isDoubtful }: { number: number; isDoubtful: boolean }) {
  return (
    <span className="pointer-events-none absolute -top-1.5 left-1/2 grid h-5 min-w-5 -translate-x-1/2 -translate-y-1/2 place-items-center rounded-full bg-black/70 px-1.5 text-[0.6875rem] font-semibold text-white tabular-nums">
      {number}
      {isDoubtful && "?"}
    </span>
  );
}
