import { accountText } from "~/text/account";
import { settingsText } from "~/text/settings";
import { Field } from "../Field";
import { CurrentPasswordField } from "./CurrentPasswordField";
import { ActionForm, SettingsSection, useActionResult } from "./SettingsSection";

/** Changing the password, or choosing the first. The address is there for password managers, which file passwords under it. */
export function PasswordSection({ email, hasPassword }: { email: string; hasPassword: boolean }) {
  const text = settingsText.password;
  const answer = useActionResult("password");
  return (
    <SettingsSection title={text.title} body={hasPassword ? text.body : text.firstBody}>
      <ActionForm act="password" submit={hasPassword ? text.submit : text.first}>
        <input type="text" name="username" autoComplete="username" value={email} readOnly hidden />
        {hasPassword && <CurrentPasswordField label={text.current} act="password" name="current_password" />}
        <Field
          label={text.next}
          hint={accountText.passwordHint}
          name="new_password"
          type="password"
          autoComplete="new-password"
          required
          error={answer?.errors?.new_password?.[0]}
        />
      </ActionForm>
    </SettingsSection>
  );
}
