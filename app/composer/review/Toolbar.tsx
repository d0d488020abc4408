import { Eye, Maximize, Plus, Redo2, Undo2, X, ZoomIn, ZoomOut } from "lucide-react";
import type { KeyboardEvent, RefObject } from "react";
import { editorText } from "~/text/editor";
import { IconButton } from "~/ui/Button";
import { RegionButtons } from "./RegionList";
import type { StageHandle } from "./Stage";
import type { RegionEditor } from "./use-regions";

/** The tools for the photo as a whole. */
export function Toolbar({
  editor,
  stage,
  onBefore,
}: {
  editor: RegionEditor;
  stage: RefObject<StageHandle | null>;
  onBefore: (shows: boolean) => void;
}) {
  const hold = {
    onPointerDown: () => onBefore(true),
    onPointerUp: () => onBefore(false),
    onPointerLeave: () => onBefore(false),
    onPointerCancel: () => onBefore(false),
    onBlur: () => onBefore(false),
    // A long press is what it is for.
    onContextMenu: (event: { preventDefault: () => void }) => event.preventDefault(),
  };
  const onPress = (shows: boolean) => (event: KeyboardEvent) => {
    if (event.key === " " || event.key === "Enter") onBefore(shows);
  };
  return (
    <div
      role="toolbar"
      aria-label={editorText.tools}
      className="flex shrink-0 justify-between gap-1 border-b border-line bg-paper px-2 py-1"
    >
      <IconButton label={editorText.undo} onClick={() => editor.edit({ kind: "undo" })} disabled={!editor.canUndo}>
        <Undo2 size={20} />
      </IconButton>
      <IconButton label={editorText.redo} onClick={() => editor.edit({ kind: "redo" })} disabled={!editor.canRedo}>
        <Redo2 size={20} />
      </IconButton>
      <IconButton label={editorText.add} onClick={() => stage.current && editor.addAt(stage.current.middle())}>
        <Plus size={20} />
      </IconButton>
      <IconButton label={editorText.zoomOut} onClick={() => stage.current?.zoomOut()}>
        <ZoomOut size={20} />
      </IconButton>
      <IconButton label={editorText.whole} onClick={() => stage.current?.showWhole()}>
        <Maximize size={20} />
      </IconButton>
      <IconButton label={editorText.zoomIn} onClick={() => stage.current?.zoomIn()}>
        <ZoomIn size={20} />
      </IconButton>
      <IconButton
        label={editorText.before}
        className="touch-none"
        onKeyDown={onPress(true)}
        onKeyUp={onPress(false)}
        {...hold}
      >
        <Eye size={20} />
      </IconButton>
    </div>
  );
}

/** The tools of the selected region, over the photo, within reach of a thumb. */
export function SelectedBar({ editor }: { editor: RegionEditor }) {
  const index = editor.regions.findIndex(({ id }) => id === editor.selected);
  const region = editor.regions[index];
  if (!region) return null;
  const number = index + 1;
  return (
    <div
      role="toolbar"
      aria-label={editorText.regionLabel(number, region.isOn, region.isDoubtful)}
      className="absolute inset-x-0 bottom-3 mx-auto flex w-fit items-center rounded-full border border-line bg-card px-1 shadow-card"
    >
      <label className="flex min-h-11 items-center gap-2.5 rounded-full pr-2 pl-4 text-sm">
        <input
          type="checkbox"
          className="size-5 accent-accent"
          checked={region.isOn}
          onChange={() => editor.edit({ kind: "toggle", id: region.id })}
        />
        <span className="tabular-nums">
          {editorText.cover} {number}
        </span>
      </label>
      <RegionButtons editor={editor} region={region} number={number} />
      <IconButton label={editorText.deselect} onClick={() => editor.select(null)}>
        <X size={18} />
      </IconButton>
    </div>
  );
}
