import { ChevronUp } from "lucide-react";
import { useId, useState } from "react";
import { editorText } from "~/text/editor";
import type { ComposedPhoto } from "~/composer/photos/composed-photo";
import { CoverChoice } from "./CoverChoice";
import { RegionList } from "./RegionList";
import { SizeChoice } from "./SizeChoice";
import type { RegionEditor } from "./use-regions";

/** All that is not on the photo: beside it on a wide screen, in a sheet that is pulled up on a phone. */
export function ReviewDetails({ photo, editor, onChange }: ReviewDetailsProps) {
  const [isOpen, setIsOpen] = useState(false);
  const id = useId();
  return (
    <>
      <SheetButton sheet={id} count={editor.regions.length} isOpen={isOpen} onPress={() => setIsOpen(!isOpen)} />
      <div id={id} className={`grid content-start gap-7 p-4 lg:p-5 ${isOpen ? "" : "stacked:hidden"}`}>
        <RegionList editor={editor} />
        <CoverChoice style={photo.style} onChange={(style) => onChange({ style })} />
        <SizeChoice editor={editor} />
        <OtherSigns />
        <RemovedMetadata removed={photo.removed} />
        <Help />
      </div>
    </>
  );
}

interface ReviewDetailsProps {
  photo: ComposedPhoto;
  editor: RegionEditor;
  onChange: (change: Partial<Pick<ComposedPhoto, "style">>) => void;
}

/** Pulls the sheet up, and pushes it down; not there on a wide screen. */
function SheetButton(props: { sheet: string; count: number; isOpen: boolean; onPress: () => void }) {
  return (
    <button
      type="button"
      aria-expanded={props.isOpen}
      aria-controls={props.sheet}
      className="flex min-h-12 items-center gap-2 px-4 text-start text-[0.9375rem] beside:hidden"
      onClick={props.onPress}
    >
      <span className="font-medium">{editorText.count(props.count)}</span>
      <span className="truncate text-sm text-soft">{editorText.more}</span>
      <ChevronUp
        size={18}
        aria-hidden="true"
        className={`ms-auto shrink-0 text-soft transition-transform ${props.isOpen ? "rotate-180" : ""}`}
      />
    </button>
  );
}

function RemovedMetadata({ removed }: Pick<ComposedPhoto, "removed">) {
  return (
    <section>
      <h3 className="mb-1 font-sans text-sm font-medium">{editorText.removedTitle}</h3>
      <p className="text-sm text-soft">
        {removed.length > 0 ? editorText.removed(removed) : editorText.nothingRemoved}
      </p>
    </section>
  );
}

/** Reminders only: what an author ticks here is for nobody but the author. */
function OtherSigns() {
  return (
    <fieldset>
      <legend className="text-sm font-medium">{editorText.otherTitle}</legend>
      <p className="mb-1 text-sm text-soft">{editorText.otherHint}</p>
      <div className="grid grid-cols-2">
        {editorText.others.map((sign) => (
          <label key={sign} className="flex min-h-11 items-center gap-2.5 text-sm">
            <input type="checkbox" className="size-5 accent-accent" />
            {sign}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function Help() {
  return (
    <details className="text-sm text-soft">
      <summary className="flex min-h-11 items-center font-medium text-ink">{editorText.helpTitle}</summary>
      <ul className="grid list-disc gap-1 ps-5">
        {editorText.help.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      <h3 className="mt-4 mb-1 font-sans text-sm font-medium text-ink">{editorText.keysTitle}</h3>
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
        {editorText.keys.map(([key, meaning]) => (
          <div key={key} className="contents">
            <dt className="text-ink">{key}</dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
