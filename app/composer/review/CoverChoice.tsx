import { useEffect, useId, useRef } from "react";
import { coverStyles, type CoverStyle } from "~/contract/photo";
import { editorText } from "~/text/editor";
import { paintSwatch, swatchSidePx } from "./cover-swatch";

interface CoverChoiceProps {
  style: CoverStyle;
  onChange: (style: CoverStyle) => void;
}

/** The looks of covered regions, each shown as it is painted. */
export function CoverChoice({ style, onChange }: CoverChoiceProps) {
  const name = useId();
  return (
    <fieldset>
      <legend className="mb-2 text-sm font-medium">{editorText.style}</legend>
      <div className="grid max-w-sm grid-cols-5 gap-2">
        {coverStyles.map((choice) => (
          <label
            key={choice}
            className="group grid cursor-pointer justify-items-center gap-1 text-sm text-soft has-checked:font-medium has-checked:text-ink"
          >
            <input
              type="radio"
              name={name}
              className="sr-only"
              checked={style === choice}
              onChange={() => onChange(choice)}
            />
            <Swatch style={choice} />
            {editorText.looks[choice]}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function Swatch({ style }: Pick<CoverChoiceProps, "style">) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (canvas.current) paintSwatch(canvas.current, style);
  }, [style]);
  return (
    <canvas
      ref={canvas}
      width={swatchSidePx}
      height={swatchSidePx}
      aria-hidden="true"
      className="aspect-square w-full rounded-lg outline-offset-2 outline-line transition-[outline-color,scale] group-hover:scale-[1.03] group-has-checked:outline-2 group-has-checked:outline-accent group-has-focus-visible:outline-3 motion-reduce:transition-none"
    />
  );
}
