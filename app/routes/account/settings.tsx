import { data, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/cloudflare";
import { useLoaderData } from "@remix-run/react";
import { useEffect, useRef } from "react";
import { SessionsQuery } from "~/contract/session";
import { offerExport } from "~/domain/accounts/export-download.server";
import { hasPassword } from "~/domain/accounts/reauthenticate.server";
import { storedBytesOf } from "~/domain/photos/photos.server";
import { countCodes } from "~/domain/accounts/recovery-codes.server";
import { readMailStop } from "~/domain/accounts/mail-stops.server";
import { listPasskeys } from "~/domain/accounts/passkeys.server";
import { listSessions } from "~/domain/accounts/sessions.server";
import { readPushOnPage } from "~/domain/inbox/push.server";
import { NotificationSettings } from "~/push/NotificationSettings";
import { AddPasskey } from "~/passkeys/AddPasskey";
import { parseQuery } from "~/http/parse.server";
import { requirePageViewer } from "~/http/session.server";
import { doSettingsAct } from "~/http/settings-actions.server";
import { pageMeta } from "~/text/page-meta";
import { settingsText } from "~/text/settings";
import { AddressSection } from "~/ui/settings/AddressSection";
import { DataSection } from "~/ui/settings/DataSection";
import { DigestSection } from "~/ui/settings/DigestSection";
import { DeleteAccountSection } from "~/ui/settings/DeleteAccountSection";
import { LastSeenSection } from "~/ui/settings/LastSeenSection";
import { NameSection } from "~/ui/settings/NameSection";
import { PasskeysSection } from "~/ui/settings/PasskeysSection";
import { PasswordSection } from "~/ui/settings/PasswordSection";
import { RecoverySection } from "~/ui/settings/RecoverySection";
import { SessionsSection } from "~/ui/settings/SessionsSection";
import { ActionFeedback } from "~/ui/settings/SettingsSection";

export const meta: MetaFunction = () => [
  ...pageMeta({ title: settingsText.title, description: settingsText.description }),
  { name: "robots", content: "noindex" },
];

export async function loader({ request, context }: LoaderFunctionArgs) {
  const viewer = await requirePageViewer(request, context);
  const { cursor: before = null, limit } = parseQuery(request, SessionsQuery);
  const [sessions, passkeys, password, stored, exportOffer, codesLeft, mailStop, push] = await Promise.all([
    listSessions(context.services, viewer, { before, limit }),
    listPasskeys(context.services, viewer),
    hasPassword(context.services, viewer),
    storedBytesOf(context.services, viewer.account.id),
    offerExport(context.services, viewer.account.id),
    countCodes(context.services, viewer),
    readMailStop(context.services, viewer),
    readPushOnPage(context.services, viewer.account.id),
  ]);
  return {
    account: viewer.account,
    sessions,
    passkeys,
    hasPassword: password,
    stored,
    exportOffer,
    sendsMail: context.services.mailer !== null,
    codesLeft,
    mailStop,
    notifications: push?.public_key ? push.settings : null,
    digest: context.services.mailer && (push?.settings.digest ?? null),
  };
}

export async function action({ request, context }: ActionFunctionArgs) {
  const viewer = await requirePageViewer(request, context);
  const { status, answer } = await doSettingsAct({ request, context, viewer });
  return data(answer, status);
}

export default function Settings() {
  const { account, hasPassword, ...loaded } = useLoaderData<typeof loader>();
  const heading = useFocusWhenChanged(account.leaves_at);
  return (
    <div className="mx-auto grid max-w-3xl gap-10 px-4 pt-12 sm:px-6">
      <header className="grid gap-2">
        <h1 ref={heading} tabIndex={-1} className="text-4xl outline-none">
          {settingsText.title}
        </h1>
        <p className="text-soft">{account.email}</p>
        <ActionFeedback act="verify_again" />
        <ActionFeedback act={account.leaves_at === null ? "keep" : "leave"} />
      </header>
      <NameSection name={account.display_name} />
      <LastSeenSection isShown={account.shows_last_seen} />
      {loaded.sendsMail && (
        <AddressSection
          email={account.email}
          isConfirmed={account.email_verified}
          hasPassword={hasPassword}
          stop={loaded.mailStop}
        />
      )}
      <PasswordSection email={account.email} hasPassword={hasPassword} />
      <PasskeysSection passkeys={loaded.passkeys} hasPassword={hasPassword}>
        <AddPasskey hasPassword={hasPassword} />
      </PasskeysSection>
      {!hasPassword && <RecoverySection left={loaded.codesLeft} />}
      {loaded.digest !== null && <DigestSection isOn={loaded.digest} />}
      {loaded.notifications && <NotificationSettings account={account.id} settings={loaded.notifications} />}
      <SessionsSection page={loaded.sessions} />
      <DataSection stored={loaded.stored} offer={loaded.exportOffer} />
      {account.leaves_at === null && <DeleteAccountSection hasPassword={hasPassword} />}
    </div>
  );
}

/** Moves the focus to the heading when the value changes: the button that changed it is gone, and took the focus with it. */
function useFocusWhenChanged(value: unknown) {
  const element = useRef<HTMLHeadingElement>(null);
  const before = useRef(value);
  useEffect(() => {
    if (before.current !== value) element.current?.focus();
    before.current = value;
  }, [value]);
  return element;
}
