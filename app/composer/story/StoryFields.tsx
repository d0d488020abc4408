import { useRef } from "react";
import { maxBodyLength, maxTitleLength } from "~/contract/limits";
import { composerText } from "~/text/composer";
import { Field, TextField } from "~/ui/Field";
import { useTypedBefore } from "~/ui/use-typed-before";
import type { StoryFields } from "./use-story-fields";

/** The title and the body. What was typed before the scripts came is kept. */
export function TitleAndBody({
  fields: { title, body },
  onChange,
}: {
  fields: StoryFields;
  onChange: (part: Partial<StoryFields>) => void;
}) {
  const titleField = useRef<HTMLInputElement>(null);
  const bodyField = useRef<HTMLTextAreaElement>(null);
  useTypedBefore(titleField, title, (typed) => onChange({ title: typed }));
  useTypedBefore(bodyField, body, (typed) => onChange({ body: typed }));
  return (
    <>
      <Field
        fieldRef={titleField}
        label={composerText.title}
        hint={composerText.titleHint}
        value={title}
        maxLength={maxTitleLength}
        onChange={({ target }) => onChange({ title: target.value })}
      />
      <TextField
        fieldRef={bodyField}
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
