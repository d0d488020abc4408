import { accountDeletionText as text } from "~/text/account-deletion";
import { CurrentPasswordField } from "./CurrentPasswordField";
import { ActionForm, SettingsSection } from "./SettingsSection";

/** Deleting the account: what happens now and after the grace period, what stays, and the form. */
export function DeleteAccountSection({ hasPassword }: { hasPassword: boolean }) {
  return (
    <SettingsSection title={text.title} body={text.body}>
      <div className="grid max-w-xl gap-4 text-[0.9375rem]">
        <Points title={text.atOnce} points={text.atOnceList} />
        <Points title={text.after} points={text.afterList} />
        <p>{text.stays}</p>
        {!hasPassword && <p>{text.withoutPassword}</p>}
      </div>
      <ActionForm act="leave" submit={text.submit} look="danger">
        {hasPassword && <CurrentPasswordField label={text.password} act="leave" />}
      </ActionForm>
    </SettingsSection>
  );
}

function Points({ title, points }: { title: string; points: readonly string[] }) {
  return (
    <div className="grid gap-1">
      <h3>{title}</h3>
      <ul className="grid list-disc gap-1 ps-5">
        {points.map((point) => (
          <li key={point}>{point}</li>
        ))}
      </ul>
    </div>
  );
}
