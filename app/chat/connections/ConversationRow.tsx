import { NavLink } from "@remix-run/react";
import { BellOff, Check, CheckCheck, EllipsisVertical, Image, Pin } from "lucide-react";
import type { MouseEvent } from "react";
import type { Conversation, LastEntry } from "~/contract/conversation";
import { chatText } from "~/text/chat";
import { conversationLine, conversationText } from "~/text/conversations";
import { languageOf, listTime, type Calendar } from "~/text/dates";
import { waitingText } from "~/text/waiting";
import { Avatar } from "~/ui/Avatar";
import { Badge } from "~/ui/Badge";
import { IconButton } from "~/ui/Button";
import { PersonName } from "~/ui/PersonName";

interface Props {
  conversation: Conversation;
  unread: number;
  calendar: Calendar;
  onOptions: (event: MouseEvent<HTMLElement>) => void;
}

/** A conversation in the list: who it is with, what was said last, when, and what waits. */
export function ConversationRow({ conversation, unread, calendar, onOptions }: Props) {
  const { id, other, last, pinned, muted } = conversation;
  return (
    <div className="group relative flex items-center">
      <NavLink
        to={`/connections/${id}`}
        prefetch="intent"
        className={`flex min-w-0 flex-1 items-center gap-3 rounded-2xl py-2.5 ps-3 pe-11 -outline-offset-2 transition-colors hover:bg-sunk aria-[current=page]:bg-sunk ${unread > 0 ? "font-medium" : ""}`}
      >
        <Avatar name={other.display_name} />
        <span className="grid min-w-0 flex-1 grid-cols-1 gap-0.5">
          <span className="flex items-baseline gap-2">
            <span className="min-w-0 flex-1 truncate font-serif text-lg leading-snug">
              <PersonName name={other.display_name} />
            </span>
            {last && <When at={last.at} calendar={calendar} isNew={unread > 0} />}
          </span>
          <span className="flex items-center gap-1.5 text-sm font-normal text-soft">
            {last && <Ticks last={last} />}
            {last && last.photo_count > 0 && <Image aria-hidden="true" className="size-4 shrink-0" />}
            <bdi className={`min-w-0 flex-1 truncate ${unread > 0 ? "text-ink" : ""}`}>
              {conversationLine(conversation)}
            </bdi>
            {muted && <Sign Icon={BellOff} label={conversationText.muted} />}
            {pinned && <Sign Icon={Pin} label={conversationText.pinned} />}
            <Badge count={unread} label={waitingText.unread(unread)} />
          </span>
        </span>
      </NavLink>
      <IconButton
        label={conversationText.optionsOf(other.display_name)}
        aria-haspopup="menu"
        onClick={onOptions}
        className="absolute end-0 opacity-0 group-hover:opacity-100 focus-visible:opacity-100 [@media(hover:none)]:opacity-100"
      >
        <EllipsisVertical aria-hidden="true" className="size-4" />
      </IconButton>
    </div>
  );
}

function When({ at, calendar, isNew }: { at: string; calendar: Calendar; isNew: boolean }) {
  return (
    <time
      dateTime={at}
      lang={languageOf(calendar)}
      className={`shrink-0 text-xs ${isNew ? "text-accent-strong" : "font-normal text-soft"}`}
    >
      {listTime(Date.parse(at), calendar)}
    </time>
  );
}

function Ticks({ last: { status } }: { last: LastEntry }) {
  if (status === null) return null;
  const Icon = status === "sent" ? Check : CheckCheck;
  return (
    <>
      <Icon aria-hidden="true" className={`size-4 shrink-0 ${status === "read" ? "text-good" : ""}`} />
      <span className="sr-only">
        {chatText.you}, {chatText.status[status]}:
      </span>
    </>
  );
}

function Sign({ Icon, label }: { Icon: typeof Pin; label: string }) {
  return (
    <>
      <Icon aria-hidden="true" className="size-3.5 shrink-0" />
      <span className="sr-only">{label}</span>
    </>
  );
}
