import { Form, useNavigation } from "@remix-run/react";
import { mailText } from "~/text/letters";
import { Button } from "~/ui/Button";
import { ActionFeedback, SettingsSection } from "./SettingsSection";

const text = mailText.digest;

/** Whether what waits is mailed. Works without scripts. */
export function DigestSection({ isOn }: { isOn: boolean }) {
  const isSending = useNavigation().formData?.get("act") === "digest";
  return (
    <SettingsSection title={text.title} body={text.hint}>
      <Form method="post" className="grid max-w-xl justify-items-start gap-4" preventScrollReset>
        <input type="hidden" name="act" value="digest" />
        <label className="flex min-h-11 items-center gap-3">
          <input type="checkbox" name="digest" defaultChecked={isOn} className="size-5 shrink-0 accent-accent" />
          <span>{text.choice}</span>
        </label>
        <ActionFeedback act="digest" />
        <Button type="submit" look="quiet" disabled={isSending}>
          {text.submit}
        </Button>
      </Form>
    </SettingsSection>
  );
}
