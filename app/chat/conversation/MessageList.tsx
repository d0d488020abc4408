import { ArrowDown } from "lucide-react";
import { useMemo } from "react";
import type { Connection } from "~/contract/connection";
import { chatText } from "~/text/chat";
import type { Calendar } from "~/text/dates";
import { Button } from "~/ui/Button";
import { useCalendar } from "~/ui/use-calendar";
import { useMessageMenu } from "../menu/use-message-menu";
import { ConversationStart } from "./ConversationStart";
import type { RoomView } from "./live-room";
import { MessageMenu } from "./MessageMenu";
import { shownMessages } from "./past-window";
import { Row, type RowProps } from "./MessageRow";
import { timeline, type TimelineMessage, type TimelineRow } from "./timeline";
import { useAnchoredScroll } from "./use-anchored-scroll";
import { useWhenNear } from "./use-when-near";

interface Props extends Pick<RowProps, "live" | "onEdit" | "images" | "onShow" | "onReveal"> {
  view: RoomView;
  connection: Connection;
  /** Takes a message to the composer, to be edited. */
  onChange: (message: TimelineMessage) => void;
  /** Takes a message to the composer, to be answered. */
  onReply: (message: TimelineMessage) => void;
}

/** The messages and the outbox, oldest first, in a list that scrolls by itself and never moves under its reader. */
export function MessageList({ live, view, connection, onChange, onReply, ...rowProps }: Props) {
  const room = connection.id;
  const { display_name: name } = connection.other;
  const calendar = useCalendar();
  const rows = useMemo(() => rowsOf(view, calendar), [view, calendar]);
  const { list, onScroll, newCount, isAway, goToEnd } = useAnchoredScroll({ live, view, rows });
  const { opened, close, handlers } = useMessageMenu();
  const newest = rows.findLast((row) => row.kind === "message");
  const newestOwn = rows.findLast((row) => row.kind === "message" && row.isMine && row.status !== "refused");
  return (
    <div className="relative min-h-0 flex-1">
      <div
        ref={list}
        onScroll={onScroll}
        {...handlers}
        tabIndex={0}
        role="log"
        aria-label={chatText.log(name)}
        aria-live={view.older === "loading" || view.newer === "loading" || view.past ? "off" : "polite"}
        aria-relevant="additions"
        className="flex h-full flex-col overflow-y-auto overscroll-contain px-4 py-4 [overflow-anchor:none] sm:px-6"
      >
        <ListStart live={live} view={view} isEmpty={rows.length === 0} connection={connection} />
        {rows.map((row) => (
          <Row
            key={row.key}
            {...{ row, calendar, name, live, room }}
            {...rowProps}
            showsStatus={row === newestOwn}
            isTabStop={row === newest}
          />
        ))}
        {view.past && <ListEnd live={live} view={view} />}
      </div>
      <MessageMenu {...{ rows, live, room, name, onChange, onReply, opened }} onClose={close} />
      {isAway && <JumpToEnd newCount={newCount} onClick={goToEnd} />}
    </div>
  );
}

/** The way to older messages, or what stands where the conversation began. */
function ListStart({
  live,
  view,
  isEmpty,
  connection,
}: Pick<Props, "live" | "view" | "connection"> & { isEmpty: boolean }) {
  const oldest = shownMessages(view)[0]?.seq ?? 1;
  const hasOlder = oldest > view.firstSeq;
  const start = useWhenNear(hasOlder && view.older === "idle" ? oldest : null, () => void live.history.loadOlder());
  return (
    <div ref={start} className="mt-auto grid justify-items-center pb-2">
      {hasOlder ? (
        <Button look="plain" disabled={view.older === "loading"} onClick={() => void live.history.loadOlder()}>
          {view.older === "failed" ? chatText.olderFailed : chatText.older}
        </Button>
      ) : (
        <>
          <ConversationStart connection={connection} />
          <p className="px-4 py-3 text-center text-sm text-soft">
            {isEmpty ? chatText.empty(connection.other.display_name) : chatText.first}
          </p>
        </>
      )}
    </div>
  );
}

/** The way on from a part of the history. */
function ListEnd({ live, view }: Pick<Props, "live" | "view">) {
  const upTo = view.past?.upTo ?? null;
  const end = useWhenNear(view.newer === "idle" ? upTo : null, () => void live.history.loadNewer());
  return (
    <div ref={end} className="grid justify-items-center pt-2">
      <Button look="plain" disabled={view.newer === "loading"} onClick={() => void live.history.loadNewer()}>
        {view.newer === "failed" ? chatText.newerFailed : chatText.newerMessages}
      </Button>
    </div>
  );
}

function rowsOf({ state, past, unsent: all, lineSeq, firstSeq }: RoomView, calendar: Calendar): TimelineRow[] {
  const { room, viewerId, otherWatermarks } = state;
  const messages = shownMessages({ state, past });
  const hasStart = (messages[0]?.seq ?? 1) <= firstSeq;
  const events = state.events.filter(({ after_seq: afterSeq }) => past === null || afterSeq < past.upTo);
  // What waits to be sent stands at the end of the conversation; what waits to be changed is anywhere.
  const unsent = past === null ? all : all.filter(({ change }) => change !== undefined);
  return timeline({ room, viewerId, messages, events, unsent, otherWatermarks, hasStart, lineSeq, calendar });
}

function JumpToEnd({ newCount, onClick }: { newCount: number; onClick: () => void }) {
  return (
    <button
      type="button"
      onClick={onClick}
      aria-label={newCount > 0 ? chatText.newerLabel(newCount) : chatText.toEnd}
      className={`absolute bottom-3 left-1/2 flex min-h-11 min-w-11 -translate-x-1/2 items-center justify-center gap-1.5 rounded-full border px-3 text-sm font-medium shadow-card ${newCount > 0 ? "border-accent bg-accent text-on-accent" : "border-line bg-card text-soft"}`}
    >
      {newCount > 0 && chatText.newer(newCount)}
      <ArrowDown aria-hidden="true" className="size-4" />
    </button>
  );
}
