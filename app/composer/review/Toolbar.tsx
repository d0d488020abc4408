import { Maximize, Plus, Redo2, SquareDashed, Undo2, ZoomIn, ZoomOut } from "lucide-react";
import type { RefObject } from "react";
import { editorText } from "~/text/editor";
import { IconButton } from "~/ui/Button";
import type { StageHandle } from "./Stage";
import type { RegionEditor } from "./use-regions";

interface ToolbarProps {
  editor: RegionEditor;
  stage: RefObject<StageHandle>;
  isDrawing: boolean;
  onDraw: (isOn: boolean) => void;
}

/** The tools for the photo as a whole. */
export function Toolbar({ editor, stage, isDrawing, onDraw }: ToolbarProps) {
  return (
    <div
      role="toolbar"
      aria-label={editorText.tools}
      className="flex shrink-0 justify-between gap-1 border-y border-line px-2 py-1"
    >
      <HistoryButtons editor={editor} />
      <IconButton label={editorText.add} onClick={() => stage.current && editor.addAt(stage.current.middle())}>
        <Plus size={20} />
      </IconButton>
      <IconButton label={editorText.draw} aria-pressed={isDrawing} onClick={() => onDraw(!isDrawing)}>
        <SquareDashed size={20} />
      </IconButton>
      <ZoomButtons stage={stage} />
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
