import type { MailStopReason } from "~/contract/mail-event";
import { mailText } from "~/text/letters";
import { settingsText } from "~/text/settings";
import { Field } from "../Field";
import { Notice } from "../Notice";
import { CurrentPasswordField } from "./CurrentPasswordField";
import { ActionForm, SettingsSection, useActionResult } from "./SettingsSection";

const text = mailText.change;

/** Changing the address, by a link to the new one. */
export function AddressSection({ email, isConfirmed, hasPassword, stop }: AddressSectionProps) {
  const answer = useActionResult("change_email");
  return (
    <SettingsSection title={text.title} body={`${text.body(email)}${isConfirmed ? "" : ` ${text.unconfirmed}`}`}>
      {stop && <Notice title={text.stoppedTitle}>{text.stopped[stop]}</Notice>}
      <ActionForm act="change_email" submit={text.submit}>
        <Field
          label={text.next}
          name="email"
          type="email"
          autoComplete="email"
          inputMode="email"
          required
          error={answer?.errors?.email?.[0]}
        />
        {hasPassword && <CurrentPasswordField label={settingsText.password.current} act="change_email" />}
      </ActionForm>
    </SettingsSection>
  );
}

interface AddressSectionProps {
  email: string;
  isConfirmed: boolean;
  hasPassword: boolean;
  /** Why no mail goes to the address; null when mails do. */
  stop: MailStopReason | null;
}
