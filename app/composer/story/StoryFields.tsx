import { maxBodyLength, maxTitleLength } from "~/contract/limits";
import { composerText } from "~/text/composer";
import { Field, TextField } from "~/ui/Field";
import type { StoryFields } from "./use-story-fields";

export function TitleAndBody({
  fields: { title, body },
  onChange,
}: {
  fields: StoryFields;
  onChange: (part: Partial<StoryFields>) => void;
}) {
  return (
    <>
      <Field
        label={composerText.title}
        hint={composerText.titleHint}
        value={title}
        maxLength={maxTitleLength}
        onChange={({ target }) => onChange({ title: target.value })}
      />
      <TextField
        label={composerText.body}
        placeholder={composerText.bodyPlaceholder}
        className="story-text min-h-56"
        value={body}
        maxLength={maxBodyLength}
        onChange={({ target }) => onChange({ body: target.value })}
      />
    </>
  );
}

export function KeepOriginals({ isOn, onChange }: { isOn: boolean; onChange: (isOn: boolean) => void }) {
  return (
    <label className="flex items-start gap-3 rounded-2xl bg-sunk px-4 py-3">
      <input
        type="checkbox"
        className="mt-0.5 size-5 shrink-0 accent-accent"
        checked={isOn}
        onChange={({ target }) => onChange(target.checked)}
      />
      <span>
        {composerText.keep}
        <span className="block text-sm text-soft">{composerText.keepHint}</span>
      </span>
    </label>
  );
}
