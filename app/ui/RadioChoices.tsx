interface Props<Value extends string | number> {
  legend: string;
  /** Whether the legend is for screen readers alone: a heading says the same. */
  isLegendHidden?: boolean;
  name: string;
  values: readonly Value[];
  chosen: Value;
  onChoose: (value: Value) => void;
  /** Returns the words of a choice, and a hint below them. */
  textOf: (value: Value) => { label: string; hint?: string };
}

/** One of a few choices, each a row as large as a thumb. */
export function RadioChoices<Value extends string | number>(props: Props<Value>) {
  const { legend, isLegendHidden = false, name, values, chosen, onChoose, textOf } = props;
  return (
    <fieldset className="grid gap-1">
      <legend className={isLegendHidden ? "sr-only" : "mb-1 text-sm text-soft"}>{legend}</legend>
      {values.map((value) => {
        const { label, hint } = textOf(value);
        return (
          <label
            key={value}
            className="grid min-h-12 grid-cols-[auto_1fr] items-center gap-x-3 rounded-xl px-3 py-1.5 hover:bg-sunk has-focus-visible:bg-sunk"
          >
            <input
              type="radio"
              name={name}
              value={value}
              checked={chosen === value}
              onChange={() => onChoose(value)}
              className="size-5 accent-accent"
            />
            <span>{label}</span>
            {hint !== undefined && <span className="col-start-2 text-sm text-soft">{hint}</span>}
          </label>
        );
      })}
    </fieldset>
  );
}
