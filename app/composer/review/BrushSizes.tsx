import { useId } from "react";
import { editorText } from "~/text/editor";
import { brushRadiiPx, brushSizes, type BrushSize } from "./brush-size";

/** The choice of the brush's width, as dots of that width; shown while the brush is on. */
export function BrushSizes({ brush, onBrush }: { brush: BrushSize; onBrush: (size: BrushSize) => void }) {
  const name = useId();
  return (
    <fieldset className="flex shrink-0 items-center gap-1 border-b border-line px-3">
      <legend className="float-start pe-2 text-sm text-soft">{editorText.brushSize}</legend>
      {brushSizes.map((size) => (
        <label
          key={size}
          title={editorText.brushSizes[size]}
          className="relative grid size-12 cursor-pointer place-items-center rounded-full text-soft hover:bg-sunk has-checked:bg-blush has-checked:text-accent has-focus-visible:outline-2 has-focus-visible:outline-accent"
        >
          <input
            type="radio"
            name={name}
            aria-label={editorText.brushSizes[size]}
            className="absolute inset-0 cursor-pointer opacity-0"
            checked={brush === size}
            onChange={() => onBrush(size)}
          />
          <span className="rounded-full bg-current" style={{ width: brushRadiiPx[size], height: brushRadiiPx[size] }} />
        </label>
      ))}
    </fieldset>
  );
}
