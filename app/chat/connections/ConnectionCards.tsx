import { Link } from "@remix-run/react";
import type { ReactNode } from "react";
import type { Connection } from "~/contract/connection";
import { connectionText, storyNameOf } from "~/text/connections";
import { shortDate } from "~/text/dates";
import { Avatar } from "~/ui/Avatar";
import { PersonName } from "~/ui/PersonName";
import { ReportButton } from "~/reporting/ReportButton";
import { ActionButton, RequestActions } from "./ConnectionActions";

interface GroupProps {
  title: string;
  list: Connection[];
}

const panel = "rounded-3xl border border-line bg-card shadow-card";

/** Requests under one heading, each a card with its note and its actions. Renders nothing when there are none. */
export function Requests({ title, list }: GroupProps) {
  return (
    <Group title={title} list={list} className="gap-3">
      {(connection) => <RequestCard connection={connection} />}
    </Group>
  );
}

function Group({
  title,
  list,
  className,
  children,
}: GroupProps & { className: string; children: (connection: Connection) => ReactNode }) {
  if (list.length === 0) return null;
  return (
    <section className="grid gap-3">
      <h2 className="text-2xl">{title}</h2>
      <ul className={`grid ${className}`}>
        {list.map((connection) => (
          <li key={connection.id} className="min-w-0">
            {children(connection)}
          </li>
        ))}
      </ul>
    </section>
  );
}

function RequestCard({ connection }: { connection: Connection }) {
  const { note, role, status } = connection;
  return (
    <article className={`${panel} grid gap-4 p-4 sm:p-5`}>
      <RequestHeader connection={connection} />
      {note !== "" && (
        <blockquote dir="auto" className="story-text border-s-2 border-accent/40 ps-4 !text-lg sm:ms-14">
          {note}
        </blockquote>
      )}
      {note === "" && role === "author" && <p className="text-soft sm:ms-14">{connectionText.noNote}</p>}
      <div className="flex flex-wrap items-center gap-2 sm:ms-14">
        {(status === "expired" || role === "asker") && (
          <p className="me-auto text-sm text-soft">
            {status === "expired" ? connectionText.expired : connectionText.waits}
          </p>
        )}
        {connection.blocked ? (
          <ActionButton connection={connection} act="unblock">
            {connectionText.unblock}
          </ActionButton>
        ) : (
          status === "asked" && <RequestActions connection={connection} />
        )}
        {role === "author" && <ReportButton kind="ask" id={connection.id} />}
      </div>
    </article>
  );
}

function RequestHeader({ connection }: { connection: Connection }) {
  const { other, story, created_at: requestedAt } = connection;
  const name = storyNameOf(connection);
  return (
    <div className="flex min-w-0 items-center gap-3">
      <Avatar name={other.display_name} />
      <div className="grid min-w-0">
        <h3 className="truncate text-lg">
          <PersonName name={other.display_name} />
        </h3>
        <p className="text-sm text-soft [overflow-wrap:anywhere]">
          {connectionText.about}{" "}
          {story ? (
            <Link to={`/stories/${story.id}`} className="underline underline-offset-2 hover:text-ink">
              <bdi>{name}</bdi>
            </Link>
          ) : (
            name
          )}
          , <time dateTime={requestedAt}>{connectionText.askedOn(shortDate(requestedAt))}</time>
        </p>
      </div>
    </div>
  );
}
