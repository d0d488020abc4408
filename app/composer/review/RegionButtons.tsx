import { Circle, Copy, Square, Trash2 } from "lucide-react";
import type { EditorRegion } from "~/composer/regions/regions";
import { editorText } from "~/text/editor";
import { IconButton } from "~/ui/Button";
import type { RegionEditor } from "./use-regions";

interface RegionButtonProps {
  editor: RegionEditor;
  region: EditorRegion;
  number: number;
}

export function ShapeButton({ editor, region, number }: RegionButtonProps) {
  // A brush stroke has its own shape.
  if (region.parts) return null;
  const reshape = region.shape === "ellipse" ? editorText.rectangle : editorText.ellipse;
  return (
    <IconButton label={reshape(number)} onClick={() => editor.edit({ kind: "reshape", id: region.id })}>
      {region.shape === "ellipse" ? <Square size={18} /> : <Circle size={18} />}
    </IconButton>
  );
}

export function CopyButton({ editor, region, number }: RegionButtonProps) {
  return (
    <IconButton label={`${editorText.copy} ${number}`} onClick={() => editor.duplicate(region.id)}>
      <Copy size={18} />
    </IconButton>
  );
}

export function RemoveButton({ editor, region, number }: RegionButtonProps) {
  return (
    <IconButton label={`${editorText.remove} ${number}`} onClick={() => editor.edit({ kind: "remove", id: region.id })}>
      <Trash2 size={18} />
    </IconButton>
  );
}
