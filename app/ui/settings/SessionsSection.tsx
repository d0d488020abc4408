import { Form } from "@remix-run/react";
import type { Session, SessionPage } from "~/contract/session";
import { shortDateTime } from "~/text/dates";
import { settingsText } from "~/text/settings";
import { Button, ButtonLink } from "../Button";
import { ActionFeedback, SettingsSection } from "./SettingsSection";

const text = settingsText.sessions;

/** Where a person is signed in, with buttons that sign them out there. */
export function SessionsSection({ page }: { page: SessionPage }) {
  return (
    <SettingsSection title={text.title} body={text.body}>
      <ActionFeedback act="end_session" />
      <ul className="grid divide-y divide-line border-y border-line">
        {page.sessions.map((session) => (
          <SessionRow key={session.id} session={session} />
        ))}
      </ul>
      {page.next_cursor && (
        <ButtonLink to={`/settings?cursor=${page.next_cursor}`} look="quiet" className="justify-self-start">
          {text.older}
        </ButtonLink>
      )}
      {/* As a document, as signing out is in the header. */}
      <Form method="post" reloadDocument>
        <input type="hidden" name="act" value="sign_out_everywhere" />
        <Button type="submit" look="danger">
          {text.everywhere}
        </Button>
      </Form>
    </SettingsSection>
  );
}

function SessionRow({ session }: { session: Session }) {
  const since = shortDateTime(session.created_at);
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 py-3">
      <div className="min-w-0 flex-1 basis-60">
        <p className="font-medium">
          {session.browser}
          {session.is_current && (
            <span className="ms-2 rounded-full bg-sunk px-2 py-0.5 text-sm font-normal">{text.here}</span>
          )}
        </p>
        <p className="text-sm text-soft">
          {text.since} <time dateTime={session.created_at}>{since}</time>, {text.used}{" "}
          <time dateTime={session.last_used_at}>{shortDateTime(session.last_used_at)}</time>
        </p>
      </div>
      {!session.is_current && (
        <Form method="post" preventScrollReset>
          <input type="hidden" name="id" value={session.id} />
          <Button
            type="submit"
            look="plain"
            name="act"
            value="end_session"
            aria-label={text.endName(session.browser, since)}
          >
            {text.end}
          </Button>
        </Form>
      )}
    </li>
  );
}
