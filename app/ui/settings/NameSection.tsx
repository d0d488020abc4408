import { accountText } from "~/text/account";
import { settingsText } from "~/text/settings";
import { Field } from "../Field";
import { ActionForm, SettingsSection, useActionResult } from "./SettingsSection";

/** The name that others see. */
export function NameSection({ name }: { name: string }) {
  const text = settingsText.name;
  const answer = useActionResult("rename");
  return (
    <SettingsSection title={text.title} body={text.body}>
      <ActionForm act="rename" submit={text.submit}>
        <Field
          key={name}
          label={accountText.name}
          name="display_name"
          autoComplete="nickname"
          required
          defaultValue={name}
          error={answer?.errors?.display_name?.[0]}
        />
      </ActionForm>
    </SettingsSection>
  );
}
