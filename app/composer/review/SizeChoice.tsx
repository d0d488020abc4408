import { useId } from "react";
import { editorText } from "~/text/editor";
import type { RegionEditor } from "./use-regions";

/** Whether the round regions of a photo cover faces or whole heads; one step that can be undone. */
export function SizeChoice({ editor }: { editor: RegionEditor }) {
  const name = useId();
  const hint = useId();
  const isHead = editor.regions.some((region) => region.isHead);
  if (!editor.regions.some(({ shape }) => shape === "ellipse")) return null;
  return (
    <fieldset aria-describedby={hint}>
      <legend className="mb-2 text-sm font-medium">{editorText.size}</legend>
      <div className="flex max-w-sm gap-1 rounded-full bg-sunk p-1">
        {[false, true].map((choice) => (
          <label
            key={String(choice)}
            className="grid min-h-11 flex-1 cursor-pointer place-items-center rounded-full text-[0.9375rem] text-soft has-checked:bg-card has-checked:text-ink has-checked:shadow-card has-focus-visible:outline-2 has-focus-visible:outline-accent"
          >
            <input
              type="radio"
              name={name}
              className="sr-only"
              checked={isHead === choice}
              onChange={() => editor.edit({ kind: "heads", isHead: choice })}
            />
            {choice ? editorText.head : editorText.face}
          </label>
        ))}
      </div>
      <p id={hint} className="mt-2 text-sm text-soft">
        {editorText.sizeHint}
      </p>
    </fieldset>
  );
}
