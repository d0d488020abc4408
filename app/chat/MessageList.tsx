import { ArrowDown, Check, CheckCheck, CircleAlert, Clock } from "lucide-react";
import { useMemo } from "react";
import type { ConversationState } from "./conversation-state";
import type { LiveRoom, RoomView } from "./live-room";
import { findLinks, isEmojiAlone } from "./links";
import { timeline, type MessageStatus, type TimelineMessage, type TimelineRow } from "./timeline";
import { useCalmScroll } from "./use-calm-scroll";
import { useZone } from "./use-live-room";
import { messageId } from "~/contract/chat";
import { chatText, clock, dayName } from "~/text/chat";
import { Button } from "~/ui/Button";
import { ReportButton } from "~/ui/ReportButton";

interface Props {
  live: LiveRoom;
  view: RoomView;
  /** The id of its connection. */
  room: string;
  name: string;
  /** Takes a refused message back to the composer. */
  onEdit: (message: TimelineMessage) => void;
}

/** What was said and what waits, oldest first, in a box of its own that never moves under its reader. */
export function MessageList({ live, view, room, name, onEdit }: Props) {
  const { offsetMinutes, zone } = useZone();
  const rows = useMemo(() => rowsOf(view, offsetMinutes), [view, offsetMinutes]);
  const { box, onScroll, newer, isAway, goToEnd } = useCalmScroll({ live, view, rows });
  const oldest = view.state.messages[0]?.seq ?? 1;
  const newestOwn = rows.findLast((row) => row.kind === "message" && row.isMine && row.status !== "refused");
  return (
    <div className="relative min-h-0 flex-1">
      <div
        ref={box}
        onScroll={onScroll}
        tabIndex={0}
        role="log"
        aria-label={chatText.log(name)}
        aria-live={view.older === "loading" ? "off" : "polite"}
        aria-relevant="additions"
        className="flex h-full flex-col overflow-y-auto overscroll-contain px-4 py-4 [overflow-anchor:none] sm:px-6"
      >
        <div className="mt-auto grid justify-items-center pb-2">
          {oldest > 1 ? (
            <Button look="plain" disabled={view.older === "loading"} onClick={() => void live.loadOlder()}>
              {view.older === "failed" ? chatText.olderFailed : chatText.older}
            </Button>
          ) : (
            <p className="px-4 py-3 text-center text-sm text-soft">
              {rows.length === 0 ? chatText.empty(name) : chatText.first}
            </p>
          )}
        </div>
        {rows.map((row) => (
          <Row
            key={row.key}
            row={row}
            zone={zone}
            name={name}
            live={live}
            room={room}
            onEdit={onEdit}
            tells={row === newestOwn}
          />
        ))}
      </div>
      {isAway && <ToEnd newer={newer} onClick={goToEnd} />}
    </div>
  );
}

function rowsOf({ state, unsent, lineAfter }: RoomView, offsetMinutes: number): TimelineRow[] {
  const { viewerId, messages, otherMarks }: ConversationState = state;
  const readAtOpening = lineAfter ?? Number.MAX_SAFE_INTEGER;
  return timeline({ viewerId, messages, unsent, otherMarks, readAtOpening, offsetMinutes });
}

interface RowProps extends Pick<Props, "live" | "room" | "name" | "onEdit"> {
  row: TimelineRow;
  zone: "UTC" | undefined;
  /** Whether the status stands in words for everybody: at the newest of one's own. */
  tells: boolean;
}

function Row({ row, zone, ...rest }: RowProps) {
  switch (row.kind) {
    case "day":
      return (
        <p className="mx-auto my-4 rounded-full bg-sunk px-3 py-1 text-xs text-soft">
          <time dateTime={new Date(row.at).toISOString()}>{dayName(row.at, zone)}</time>
        </p>
      );
    case "unread":
      return (
        <p
          data-row="unread"
          className="my-3 flex items-center gap-3 text-xs font-semibold text-accent before:h-px before:flex-1 before:bg-accent/40 after:h-px after:flex-1 after:bg-accent/40"
        >
          {chatText.unread}
        </p>
      );
    case "message":
      return <MessageRow message={row} zone={zone} {...rest} />;
    default:
      return row satisfies never;
  }
}

function MessageRow({
  message,
  zone,
  name,
  live,
  room,
  onEdit,
  tells,
}: Omit<RowProps, "row"> & { message: TimelineMessage }) {
  const { isMine, status, refusal, continues, ends, seq, at } = message;
  // Messages that stand together are told their time once; a trouble shows at each.
  const isQuiet = !ends && status !== "refused" && status !== "waiting";
  const isLarge = isEmojiAlone(message.content);
  const look = isLarge ? "text-4xl leading-snug" : `px-4 py-2.5 ${isMine ? "bg-blush" : "border border-line bg-card"}`;
  return (
    <article
      data-key={message.key}
      data-seq={isMine ? undefined : (seq ?? undefined)}
      data-status={isMine ? status : undefined}
      className={`flex max-w-[85%] flex-col sm:max-w-[75%] ${isMine ? "items-end self-end" : "items-start self-start"} ${continues ? "mt-1.5" : "mt-4"}`}
    >
      <span className="sr-only">{isMine ? chatText.you : name}: </span>
      <div className="group flex items-center gap-1">
        <p
          className={`rounded-2xl [overflow-wrap:anywhere] whitespace-pre-wrap ${look} ${isMine ? "rounded-br-md" : "rounded-bl-md"} ${status === "refused" ? "outline-1 outline-danger outline-dashed" : ""}`}
          dir="auto"
        >
          <Words text={message.content} />
        </p>
        {!isMine && seq !== null && (
          <ReportButton
            kind="message"
            id={messageId(room, seq)}
            look="sign"
            className="opacity-0 group-hover:opacity-100 focus-visible:opacity-100 [@media(hover:none)]:opacity-60"
          />
        )}
      </div>
      <p className={isQuiet ? "sr-only" : "mt-0.5 flex items-center gap-1 px-1 text-xs text-soft"}>
        <time dateTime={new Date(at).toISOString()}>{clock(at, zone)}</time>
        {isMine && <Status status={status} tells={tells} />}
      </p>
      {refusal !== null && <Refused message={message} live={live} onEdit={onEdit} refusal={refusal} />}
    </article>
  );
}

function Words({ text }: { text: string }) {
  return findLinks(text).map((piece, index) =>
    piece.kind === "text" ? (
      piece.text
    ) : (
      <a
        key={index}
        href={piece.href}
        target="_blank"
        rel="noopener noreferrer nofollow ugc"
        className="text-accent-strong underline underline-offset-2"
      >
        {piece.text}
      </a>
    ),
  );
}

const signs = { waiting: Clock, refused: CircleAlert, sent: Check, delivered: CheckCheck, read: CheckCheck } as const;

function Status({ status, tells }: { status: MessageStatus; tells: boolean }) {
  const Sign = signs[status];
  return (
    <>
      <Sign aria-hidden="true" className={`size-3.5 ${status === "read" ? "text-good" : ""}`} />
      <span className={tells || status === "refused" ? "" : "sr-only"}>{chatText.status[status]}</span>
    </>
  );
}

function Refused({
  message,
  live,
  onEdit,
  refusal,
}: Pick<Props, "live" | "onEdit"> & { message: TimelineMessage; refusal: string }) {
  return (
    <div role="alert" className="grid justify-items-end text-sm text-danger">
      <p className="px-1">{refusal}</p>
      <div className="flex flex-wrap justify-end">
        <Button look="plain" onClick={() => live.retry(message.key)}>
          {chatText.retry}
        </Button>
        <Button look="plain" onClick={() => onEdit(message)}>
          {chatText.edit}
        </Button>
        <Button look="plain" onClick={() => live.discard(message.key)}>
          {chatText.discard}
        </Button>
      </div>
    </div>
  );
}

function ToEnd({ newer, onClick }: { newer: number; onClick: () => void }) {
  return (
    <button
      type="button"
      onClick={onClick}
      aria-label={newer > 0 ? chatText.newerLabel(newer) : chatText.toEnd}
      className={`absolute bottom-3 left-1/2 flex min-h-11 min-w-11 -translate-x-1/2 items-center justify-center gap-1.5 rounded-full border px-3 text-sm font-medium shadow-card ${newer > 0 ? "border-accent bg-accent text-on-accent" : "border-line bg-card text-soft"}`}
    >
      {newer > 0 && chatText.newer(newer)}
      <ArrowDown aria-hidden="true" className="size-4" />
    </button>
  );
}
