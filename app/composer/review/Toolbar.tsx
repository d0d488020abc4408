import { Brush, Maximize, Plus, Redo2, SquareDashed, Undo2, ZoomIn, ZoomOut, type LucideIcon } from "lucide-react";
import type { RefObject } from "react";
import { editorText } from "~/text/editor";
import { IconButton } from "~/ui/Button";
import type { EditTool } from "./hold-at";
import type { StageHandle } from "./Stage";
import type { RegionEditor } from "./use-regions";

interface ToolbarProps {
  editor: RegionEditor;
  stage: RefObject<StageHandle>;
  tool: EditTool;
  onTool: (tool: EditTool) => void;
}

/** The tools for the photo as a whole. */
export function Toolbar({ editor, stage, tool, onTool }: ToolbarProps) {
  return (
    <div
      role="toolbar"
      aria-label={editorText.tools}
      className="flex shrink-0 flex-wrap justify-between border-y border-line p-1"
    >
      <HistoryButtons editor={editor} />
      <IconButton label={editorText.add} onClick={() => stage.current && editor.addAt(stage.current.middle())}>
        <Plus size={20} />
      </IconButton>
      <ToolButton tool="draw" label={editorText.draw} icon={SquareDashed} current={tool} onTool={onTool} />
      <ToolButton tool="brush" label={editorText.brush} icon={Brush} current={tool} onTool={onTool} />
      <ZoomButtons stage={stage} />
    </div>
  );
}

interface ToolButtonProps {
  tool: EditTool;
  label: string;
  icon: LucideIcon;
  current: EditTool;
  onTool: (tool: EditTool) => void;
}

/** A second press puts the tool away. */
function ToolButton({ tool, label, icon: Icon, current, onTool }: ToolButtonProps) {
  return (
    <IconButton
      label={label}
      aria-pressed={current === tool}
      onClick={() => onTool(current === tool ? "select" : tool)}
    >
      <Icon size={20} />
    </IconButton>
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
