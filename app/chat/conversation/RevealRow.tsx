import { useFetcher } from "@remix-run/react";
import { Eye, EyeOff } from "lucide-react";
import type { ConnectionId } from "~/contract/ids";
import type { StoryImage } from "~/contract/story";
import { chatText } from "~/text/chat";
import { clockTime, moment, type Calendar } from "~/text/dates";
import { Button } from "~/ui/Button";
import { Photo } from "~/ui/Photo";
import { WithName } from "~/ui/PersonName";
import type { TimelineReveal } from "./timeline";

interface Props {
  reveal: TimelineReveal;
  /** Its public copy, where the page has it. */
  image: StoryImage | undefined;
  room: ConnectionId;
  name: string;
  calendar: Calendar;
  onShow: () => void;
}

/** An original that was revealed, in its place among the messages: covered until it is opened. */
export function RevealRow({ reveal, image, room, name, calendar, onShow }: Props) {
  const { isMine, isOpen, at, key } = reveal;
  const Icon = isOpen ? Eye : EyeOff;
  return (
    <article
      data-key={key}
      data-reveal={isOpen ? "open" : "over"}
      tabIndex={-1}
      className={`mt-4 flex max-w-[85%] flex-col outline-none sm:max-w-[75%] ${isMine ? "items-end self-end" : "items-start self-start"}`}
    >
      <div className="grid justify-items-center gap-2 overflow-hidden rounded-2xl border border-line bg-card px-4 py-3 shadow-card">
        {isOpen && image && (
          <Photo image={{ ...image, alt: "" }} sizes="20rem" className="h-auto max-h-52 w-auto max-w-full rounded-xl" />
        )}
        <p className="flex items-center gap-2">
          <Icon aria-hidden="true" className="size-5 shrink-0 text-accent" />
          <span>
            <WithName name={name}>{sentence(reveal, name)}</WithName>
          </span>
        </p>
        {isOpen && <Terms reveal={reveal} calendar={calendar} />}
        {isOpen && !isMine && (
          <Button onClick={onShow}>{reveal.terms === "view_once" ? chatText.showOnce : chatText.show}</Button>
        )}
        {isOpen && isMine && <TakeBack reveal={reveal} room={room} />}
      </div>
      <p className="mt-0.5 flex gap-1 px-1 text-xs text-soft">
        <time dateTime={new Date(at).toISOString()}>{clockTime(at, calendar)}</time>
        {isMine && <SeenAt reveal={reveal} calendar={calendar} />}
      </p>
    </article>
  );
}

function sentence({ isMine, endedBy }: TimelineReveal, name: string): string {
  return chatText.revealed[isMine ? "mine" : "theirs"][endedBy ?? "open"](name);
}

function Terms({ reveal: { isMine, terms, endsAt }, calendar }: Pick<Props, "reveal" | "calendar">) {
  const until = endsAt === null ? null : moment(endsAt, calendar);
  return <p className="text-sm text-soft">{chatText.revealedFor(terms, { isMine, until })}</p>;
}

function SeenAt({ reveal: { seenAt, isOpen }, calendar }: Pick<Props, "reveal" | "calendar">) {
  if (seenAt !== null) return <span>{chatText.seenAt(clockTime(seenAt, calendar))}</span>;
  return isOpen && <span>{chatText.notSeen}</span>;
}

function TakeBack({ reveal: { imageId }, room }: Pick<Props, "reveal" | "room">) {
  const fetcher = useFetcher();
  return (
    <fetcher.Form method="post" action="/connections">
      <input type="hidden" name="id" value={room} />
      <input type="hidden" name="image_id" value={imageId} />
      <Button type="submit" look="quiet" name="act" value="unreveal" disabled={fetcher.state !== "idle"}>
        {chatText.takeBack}
      </Button>
    </fetcher.Form>
  );
}
