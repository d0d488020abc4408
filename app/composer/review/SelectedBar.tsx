import { X } from "lucide-react";
import { editorText } from "~/text/editor";
import { IconButton } from "~/ui/Button";
import { RegionButtons } from "./RegionList";
import type { RegionEditor } from "./use-regions";

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
