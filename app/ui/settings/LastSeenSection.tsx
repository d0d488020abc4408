import { settingsText } from "~/text/settings";
import { ActionForm, SettingsSection } from "./SettingsSection";

const text = settingsText.lastSeen;

/** Whether the person's connections see when they were last here. */
export function LastSeenSection({ isShown }: { isShown: boolean }) {
  return (
    <SettingsSection title={text.title} body={text.body}>
      <ActionForm act="last_seen" submit={text.submit}>
        <label className="flex min-h-11 items-center gap-3">
          <input
            key={String(isShown)}
            type="checkbox"
            name="shows_last_seen"
            defaultChecked={isShown}
            className="size-5 accent-accent"
          />
          {text.label}
        </label>
      </ActionForm>
    </SettingsSection>
  );
}
