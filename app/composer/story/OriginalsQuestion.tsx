import { useId, useState } from "react";
import { composerText } from "~/text/composer";
import { Button } from "~/ui/Button";
import type { OriginalsChoice } from "./use-story-fields";

const text = composerText.originals;

/** Asks whether the originals are kept: in full the first time, later in one line that can be changed. Nothing is pre-ticked. */
export function OriginalsQuestion({
  choice,
  onChoose,
}: {
  choice: OriginalsChoice;
  onChoose: (choice: "keep" | "leave") => void;
}) {
  // A choice that was there from the start was made before; one that is being made stays open to second thoughts.
  const [isOpen, setIsOpen] = useState(choice === null);
  if (choice !== null && !isOpen) {
    return (
      <div className="flex flex-wrap items-center gap-x-2 rounded-2xl bg-sunk py-2 pe-2 ps-4">
        <p className="min-w-48 flex-1 text-[0.9375rem] text-pretty">{text.chosen[choice]}</p>
        <Button look="plain" className="ms-auto" onClick={() => setIsOpen(true)}>
          {text.change}
        </Button>
      </div>
    );
  }
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1 font-medium">{text.question}</legend>
      <p className="text-sm text-pretty text-soft">{text.lead}</p>
      <Choices choice={choice} onChoose={onChoose} />
    </fieldset>
  );
}

function Choices({ choice, onChoose }: Parameters<typeof OriginalsQuestion>[0]) {
  const name = useId();
  return (
    <div className="grid gap-2 sm:grid-cols-2">
      {(["keep", "leave"] as const).map((each) => (
        <label
          key={each}
          className="flex items-start gap-3 rounded-2xl border border-line bg-card px-4 py-3 has-checked:border-accent has-checked:bg-blush has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent"
        >
          <input
            type="radio"
            name={name}
            aria-describedby={`${name}-${each}`}
            className="mt-0.5 size-5 shrink-0 accent-accent"
            checked={choice === each}
            onChange={() => onChoose(each)}
          />
          <span>
            {text[each]}
            <span id={`${name}-${each}`} aria-hidden="true" className="block text-sm text-pretty text-soft">
              {text.hints[each]}
            </span>
          </span>
        </label>
      ))}
    </div>
  );
}
