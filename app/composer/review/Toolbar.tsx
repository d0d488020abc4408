import { Eye, Maximize, Plus, Redo2, Undo2, ZoomIn, ZoomOut } from "lucide-react";
import type { KeyboardEvent, RefObject } from "react";
import { editorText } from "~/text/editor";
import { IconButton } from "~/ui/Button";
import type { StageHandle } from "./Stage";
import type { RegionEditor } from "./use-regions";

interface ToolbarProps {
  editor: RegionEditor;
  stage: RefObject<StageHandle>;
  onBefore: (shows: boolean) => void;
}

/** The tools for the photo as a whole. */
export function Toolbar({ editor, stage, onBefore }: ToolbarProps) {
  return (
    <div
      role="toolbar"
      aria-label={editorText.tools}
      className="flex shrink-0 justify-between gap-1 border-b border-line bg-paper px-2 py-1"
    >
      <HistoryButtons editor={editor} />
      <IconButton label={editorText.add} onClick={() => stage.current && editor.addAt(stage.current.middle())}>
        <Plus size={20} />
      </IconButton>
      <ZoomButtons stage={stage} />
      <BeforeButton onBefore={onBefore} />
    </div>
  );
}

function HistoryButtons({ editor }: Pick<ToolbarProps, "editor">) {
  return (
    <>
      <IconButton label={editorText.undo} onClick={() => editor.edit({ kind: "undo" })} disabled={!editor.canUndo}>
        <Undo2 size={20} />
      </IconButton>
      <IconButton label={editorText.redo} onClick={() => editor.edit({ kind: "redo" })} disabled={!editor.canRedo}>
        <Redo2 size={20} />
      </IconButton>
    </>
  );
}

function ZoomButtons({ stage }: Pick<ToolbarProps, "stage">) {
  return (
    <>
      <IconButton label={editorText.zoomOut} onClick={() => stage.current?.zoomOut()}>
        <ZoomOut size={20} />
      </IconButton>
      <IconButton label={editorText.whole} onClick={() => stage.current?.showWhole()}>
        <Maximize size={20} />
      </IconButton>
      <IconButton label={editorText.zoomIn} onClick={() => stage.current?.zoomIn()}>
        <ZoomIn size={20} />
      </IconButton>
    </>
  );
}

/** Shows the original as long as it is held. */
function BeforeButton({ onBefore }: Pick<ToolbarProps, "onBefore">) {
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
    <IconButton
      label={editorText.before}
      className="touch-none"
      onKeyDown={onPress(true)}
      onKeyUp={onPress(false)}
      {...hold}
    >
      <Eye size={20} />
    </IconButton>
  );
}
