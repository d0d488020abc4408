import { Check, ChevronLeft, ChevronRight, ScanFace } from "lucide-react";
import type { EditorRegion } from "~/composer/regions/regions";
import { editorText } from "~/text/editor";
import { Button, IconButton } from "~/ui/Button";
import { CopyButton, ShapeButton } from "./RegionButtons";
import type { FaceSteps } from "./use-face-steps";
import type { RegionEditor } from "./use-regions";

/** Beneath the thumbnails: the way through the faces, and what to do with the one that is selected. */
export function FaceControls({ editor, steps, number }: { editor: RegionEditor; steps: FaceSteps; number: number }) {
  const { selected, order } = steps;
  if (order.length === 0) return <p className="px-4 py-3 text-sm text-soft">{editorText.noRegions}</p>;
  if (!selected) {
    return (
      <div className="flex min-h-13 shrink-0 items-center gap-2 pe-2 pb-1 ps-4">
        <p className="flex-1 text-sm text-pretty text-soft">{editorText.stepHint(order)}</p>
        <Button look="quiet" onClick={() => steps.step(1)}>
          <ScanFace size={18} aria-hidden="true" />
          {editorText.firstFace}
        </Button>
      </div>
    );
  }
  return <SelectedFace editor={editor} steps={steps} region={selected} number={number} />;
}

interface SelectedFaceProps {
  editor: RegionEditor;
  steps: FaceSteps;
  region: EditorRegion;
  number: number;
}

function SelectedFace({ editor, steps, region, number }: SelectedFaceProps) {
  return (
    <div
      role="toolbar"
      aria-label={editorText.regionLabel(number, region.isOn, region.isDoubtful)}
      className="flex min-h-13 shrink-0 flex-wrap items-center justify-between px-1 pb-1"
    >
      <IconButton label={editorText.previousFace} onClick={() => steps.step(-1)}>
        <ChevronLeft size={22} />
      </IconButton>
      <span className="flex items-center gap-1">
        <Button className="px-3!" aria-label={`${editorText.keep} ${number}`} onClick={steps.keep}>
          <Check size={18} aria-hidden="true" />
          {editorText.keepShort}
        </Button>
        <Button look="quiet" className="px-3!" aria-label={`${editorText.remove} ${number}`} onClick={steps.remove}>
          {editorText.removeShort}
        </Button>
        <ShapeButton editor={editor} region={region} number={number} />
        <CopyButton editor={editor} region={region} number={number} />
      </span>
      <IconButton label={editorText.nextFace} onClick={() => steps.step(1)}>
        <ChevronRight size={22} />
      </IconButton>
    </div>
  );
}
