import { editorText } from "~/text/editor";
import type { EditorRegion } from "~/composer/regions/regions";
import { Button } from "~/ui/Button";
import { CopyButton, RemoveButton, ShapeButton } from "./RegionButtons";
import type { RegionEditor } from "./use-regions";

/** The regions beside the photo: each can be switched, duplicated, reshaped and removed without touching the photo. */
export function RegionList({ editor }: { editor: RegionEditor }) {
  if (editor.regions.length === 0) return <p className="text-sm text-soft">{editorText.noRegions}</p>;
  return (
    <section className="grid gap-1">
      <h3 className="font-sans text-sm font-medium max-lg:sr-only">{editorText.list}</h3>
      <ol className="-mx-2 grid max-h-72 gap-0.5 overflow-y-auto">
        {editor.regions.map((region, index) => (
          <RegionRow key={region.id} editor={editor} region={region} number={index + 1} />
        ))}
      </ol>
      {editor.regions.some(({ isDoubtful }) => isDoubtful) && (
        <p className="py-1 text-sm text-soft">{editorText.doubtfulHint}</p>
      )}
      <Button look="plain" className="-ms-3 justify-self-start" onClick={() => editor.edit({ kind: "clear" })}>
        {editorText.removeAll}
      </Button>
    </section>
  );
}

function RegionRow({ editor, region, number }: { editor: RegionEditor; region: EditorRegion; number: number }) {
  return (
    <li
      className={`flex items-center gap-1 rounded-xl ps-3 ${editor.selected === region.id ? "bg-blush" : "hover:bg-sunk"}`}
    >
      <label className="flex min-h-11 flex-1 items-center gap-3">
        <input
          type="checkbox"
          className="size-5 accent-accent"
          checked={region.isOn}
          aria-label={`${editorText.cover} ${number}`}
          onChange={() => editor.edit({ kind: "toggle", id: region.id })}
          onFocus={() => editor.select(region.id)}
        />
        <span className="tabular-nums">{number}</span>
        {region.isDoubtful && <span className="text-sm text-soft">{editorText.doubtful}</span>}
      </label>
      <ShapeButton editor={editor} region={region} number={number} />
      <CopyButton editor={editor} region={region} number={number} />
      <RemoveButton editor={editor} region={region} number={number} />
    </li>
  );
}
