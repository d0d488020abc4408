import { Form, useNavigation } from "@remix-run/react";
import { useId, type ReactNode } from "react";
import type { PushKind, PushSettings } from "~/contract/push";
import { notificationText } from "~/text/notifications";
import { Button } from "~/ui/Button";
import { inputLook } from "~/ui/Field";
import { Notice } from "~/ui/Notice";
import { ActionFeedback, SettingsSection, useActionResult } from "~/ui/settings/SettingsSection";
import { useIsHydrated } from "~/ui/use-is-hydrated";
import { usePush } from "./use-push";

const text = notificationText.settings;

/** Who is told, of what, and when: this browser's switch, and the person's choices. */
export function NotificationSettings({ account, settings }: { account: string; settings: PushSettings }) {
  return (
    <SettingsSection title={text.title} body={text.body}>
      <ThisBrowser account={account} />
      <Choices settings={settings} />
    </SettingsSection>
  );
}

/** The switch of this browser. It needs scripts: without them nothing can be shown. */
function ThisBrowser({ account }: { account: string }) {
  const { standing, hasFailed, isBusy, turnOn, turnOff } = usePush(account);
  if (standing === "unknown") return <p className="text-soft">{text.standing.unknown}</p>;
  return (
    <div className="grid max-w-xl justify-items-start gap-3">
      <p role="status">{text.standing[standing]}</p>
      {hasFailed && <Notice look="wrong">{text.failed}</Notice>}
      {standing === "off" && (
        <Button onClick={turnOn} disabled={isBusy}>
          {text.turnOn}
        </Button>
      )}
      {standing === "on" && (
        <Button look="quiet" onClick={turnOff} disabled={isBusy}>
          {text.turnOff}
        </Button>
      )}
    </div>
  );
}

const kinds = Object.keys(text.kinds) as PushKind[]; // its own keys

/** Keeps what was chosen on screen after it was saved. Works without scripts. */
function Choices({ settings: { kinds: chosen, detail, quiet } }: { settings: PushSettings }) {
  const isSending = useNavigation().formData?.get("act") === "notifications";
  return (
    <Form method="post" className="grid max-w-xl gap-6" preventScrollReset>
      <input type="hidden" name="act" value="notifications" />
      <Group legend={text.tellMe}>
        {kinds.map((kind) => (
          <Choice key={kind} type="checkbox" name={kind} isChosen={chosen[kind]}>
            {text.kinds[kind]}
          </Choice>
        ))}
      </Group>
      <Group legend={text.detail.legend}>
        {(["name", "nothing"] as const).map((each) => (
          <Choice key={each} type="radio" name="detail" value={each} isChosen={detail === each}>
            {text.detail[each]}
          </Choice>
        ))}
      </Group>
      <Quiet quiet={quiet} />
      <ActionFeedback act="notifications" />
      <Button type="submit" look="quiet" className="justify-self-start" disabled={isSending}>
        {text.submit}
      </Button>
    </Form>
  );
}

function Quiet({ quiet }: { quiet: PushSettings["quiet"] }) {
  const timeZone = useTimeZone(quiet?.time_zone ?? "UTC");
  const error = useActionResult("notifications")?.errors?.["quiet.to"]?.[0];
  return (
    <Group legend={text.quiet.legend}>
      <Choice type="checkbox" name="is_quiet" isChosen={quiet !== null}>
        {text.quiet.on}
      </Choice>
      <div className="flex flex-wrap gap-4 ps-8">
        <Time name="from" label={text.quiet.from} value={quiet?.from ?? "22:00"} />
        <Time name="to" label={text.quiet.to} value={quiet?.to ?? "07:00"} />
      </div>
      <input type="hidden" name="time_zone" value={timeZone} />
      <p className="ps-8 text-sm text-soft">{text.quiet.hint(timeZone)}</p>
      {error && <Notice look="wrong">{error}</Notice>}
    </Group>
  );
}

/** Returns the browser's own time zone once the page reacts, so that hours move with their person. */
function useTimeZone(known: string): string {
  return useIsHydrated() ? new Intl.DateTimeFormat().resolvedOptions().timeZone : known;
}

function Group({ legend, children }: { legend: string; children: ReactNode }) {
  return (
    <fieldset className="grid gap-1">
      <legend className="pb-1 font-medium">{legend}</legend>
      {children}
    </fieldset>
  );
}

interface ChoiceProps {
  type: "checkbox" | "radio";
  name: string;
  value?: string;
  isChosen: boolean;
  children: ReactNode;
}

function Choice({ type, name, value = "on", isChosen, children }: ChoiceProps) {
  return (
    <label className="flex min-h-11 items-center gap-3">
      <input
        type={type}
        name={name}
        value={value}
        defaultChecked={isChosen}
        className="size-5 shrink-0 accent-accent"
      />
      <span>{children}</span>
    </label>
  );
}

function Time({ name, label, value }: { name: string; label: string; value: string }) {
  const id = useId();
  return (
    <div className="grid gap-1.5">
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      <input id={id} type="time" name={name} required defaultValue={value} className={inputLook} />
    </div>
  );
}
