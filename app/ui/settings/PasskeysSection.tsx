import { Form } from "@remix-run/react";
import type { ReactNode } from "react";
import type { Passkey } from "~/contract/passkey";
import { passkeyText as text } from "~/text/passkeys";
import { shortDateTime } from "~/text/dates";
import { Button } from "../Button";
import { ActionFeedback, SettingsSection } from "./SettingsSection";

/** A person's passkeys, each with a button that removes it; `children` is the form that adds one. */
export function PasskeysSection({
  passkeys,
  hasPassword,
  children,
}: {
  passkeys: Passkey[];
  hasPassword: boolean;
  children: ReactNode;
}) {
  const isLastWayIn = passkeys.length === 1 && !hasPassword;
  return (
    <SettingsSection title={text.title} body={text.body}>
      <ActionFeedback act="remove_passkey" />
      {passkeys.length === 0 ? (
        <p className="text-soft">{text.none}</p>
      ) : (
        <ul className="grid divide-y divide-line border-y border-line">
          {passkeys.map((passkey) => (
            <PasskeyRow key={passkey.id} passkey={passkey} isLastWayIn={isLastWayIn} />
          ))}
        </ul>
      )}
      {children}
    </SettingsSection>
  );
}

function PasskeyRow({ passkey, isLastWayIn }: { passkey: Passkey; isLastWayIn: boolean }) {
  const added = shortDateTime(passkey.created_at);
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 py-3">
      <div className="min-w-0 flex-1 basis-60">
        <p dir="auto" className="font-medium break-words">
          {passkey.name}
        </p>
        <p className="text-sm text-soft">
          {text.added} <time dateTime={passkey.created_at}>{added}</time>,{" "}
          {passkey.last_used_at === null ? (
            text.notUsed
          ) : (
            <>
              {text.used} <time dateTime={passkey.last_used_at}>{shortDateTime(passkey.last_used_at)}</time>
            </>
          )}
        </p>
        {isLastWayIn && <p className="text-sm text-soft">{text.lastWayIn}</p>}
      </div>
      {!isLastWayIn && (
        <Form method="post" preventScrollReset>
          <input type="hidden" name="id" value={passkey.id} />
          <Button
            type="submit"
            look="plain"
            name="act"
            value="remove_passkey"
            aria-label={text.removeName(passkey.name, added)}
          >
            {text.remove}
          </Button>
        </Form>
      )}
    </li>
  );
}
