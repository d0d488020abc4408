import { useRevalidator, useSearchParams } from "@remix-run/react";
import { useEffect, useRef, useState, type RefObject } from "react";
import type { RoomEvent } from "~/contract/chat";
import type { Connection } from "~/contract/connection";
import type { UserId } from "~/contract/ids";
import { LazyOffer } from "~/push/LazyOffer";
import { chatText } from "~/text/chat";
import { MessageComposer } from "./message-composer/MessageComposer";
import type { ComposerHandle } from "./message-composer/use-composer";
import { ChangeRefused } from "./conversation/ChangeRefused";
import { ConnectionStatus } from "./conversation/ConnectionStatus";
import { ConversationHeader } from "./conversation/ConversationHeader";
import { ConversationSearch } from "./conversation/ConversationSearch";
import type { PageOfHistory } from "./conversation/conversation-state";
import { goToMessage } from "./conversation/go-to-message";
import type { LiveRoom, RoomView } from "./conversation/live-room";
import { MessageList } from "./conversation/MessageList";
import { OriginalViewer, type ShownOriginal } from "./conversation/OriginalViewer";
import type { ShownOriginals } from "./conversation/PhotosDialog";
import { isBehind } from "./conversation/reveals";
import type { TimelineMessage } from "./conversation/timeline";
import { useLiveRoom } from "./conversation/use-live-room";
import { useVisibleHeight } from "./conversation/use-visible-height";

/** Between two refreshes of what is around the conversation: revealed photos, for one. */
const refreshIntervalMs = 30_000;

interface Props {
  connection: Connection;
  viewerId: UserId;
  history: PageOfHistory;
}

/** A live conversation. One per connection: pass the connection's id as its key. */
export function ChatScreen({ connection, viewerId, history }: Props) {
  const { id: room, other } = connection;
  const [live, view] = useLiveRoom({ room, viewerId, history });
  const [composer, composerActs] = useComposerActs();
  const { events } = view.state;
  const [isSearching, setIsSearching] = useState(false);
  const [shown, show] = useShownOriginal(events);
  const [originals, setOriginals] = useState<ShownOriginals>(null);
  useVisibleHeight();
  useNamedMessage(live);
  usePageRefresh(view.socket === "open");
  useRefreshOnReveal(connection, events);
  return (
    <section aria-label={chatText.title(other.display_name)} className="flex min-h-0 min-w-0 flex-col">
      <ConversationHeader
        {...{ connection, live, view, originals, setOriginals }}
        onSearch={() => setIsSearching(true)}
      />
      {isSearching && <ConversationSearch live={live} onClose={() => setIsSearching(false)} />}
      <MessageList
        {...{ live, view, connection }}
        {...composerActs}
        images={[...connection.revealed, ...connection.revealed_to_me]}
        onShow={show}
        onReveal={setOriginals}
      />
      <ConversationFoot {...{ live, view, composer }} />
      <OriginalViewer
        shown={shown}
        name={other.display_name}
        isConnected={view.socket === "open"}
        onClose={() => show(null)}
      />
    </section>
  );
}

interface FootProps {
  live: LiveRoom;
  view: RoomView;
  composer: RefObject<ComposerHandle>;
}

/** Below the messages: the state of the connection, and the composer while the viewer may write. */
function ConversationFoot({ live, view, composer }: FootProps) {
  const { room, viewerId, messages } = view.state;
  const isOver = view.socket === "refused" || view.socket === "signed_out";
  return (
    <>
      <ChangeRefused live={live} sentence={view.refusedChange} />
      <ConnectionStatus room={room} view={view} />
      {messages.some(({ sender_id: sender }) => sender === viewerId) && <LazyOffer account={viewerId} />}
      {!isOver && <MessageComposer ref={composer} live={live} messages={messages} />}
    </>
  );
}

/** Returns the composer, and the acts that take a message of the list to it. */
function useComposerActs() {
  const composer = useRef<ComposerHandle>(null);
  const acts = {
    onEdit: ({ key: clientId, content }: TimelineMessage) => composer.current?.edit({ clientId, content }),
    onChange: (message: TimelineMessage) => composer.current?.change(message),
    onReply: (message: TimelineMessage) => composer.current?.reply(message),
  };
  return [composer, acts] as const;
}

/** Goes to the message that the address names, once; then the address is the conversation's again. */
function useNamedMessage(live: LiveRoom): void {
  const [parameters, setParameters] = useSearchParams();
  const named = Number(parameters.get("message"));
  useEffect(() => {
    if (!Number.isSafeInteger(named) || named < 1) return;
    void goToMessage(live, named);
    setParameters({}, { replace: true, preventScrollReset: true });
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the setter is another one with each render
  }, [live, named]);
}

/** Returns the original that is open, null once it was taken back or is over, and the way to open and close one. */
function useShownOriginal(
  events: readonly RoomEvent[],
): [shown: ShownOriginal | null, show: (original: ShownOriginal | null) => void] {
  const [opened, setOpened] = useState<(ShownOriginal & { since: number }) | null>(null);
  const show = (original: ShownOriginal | null) =>
    setOpened(original && { ...original, since: events.at(-1)?.event_seq ?? 0 });
  if (opened === null) return [null, show];
  const later = events.filter(({ event_seq: eventSeq }) => eventSeq > opened.since);
  const wasTakenBack = later.some((event) => event.type === "unreveal" && event.image_id === opened.imageId);
  return [wasTakenBack ? null : opened, show];
}

/** Reads the connection again when an original was revealed or taken back since the page was read. */
function useRefreshOnReveal(connection: Connection, events: readonly RoomEvent[]): void {
  const { revalidate } = useRevalidator();
  const isStale = isBehind(connection, events);
  const newest = events.at(-1)?.event_seq ?? 0;
  useEffect(() => {
    if (isStale) revalidate();
  }, [isStale, newest, revalidate]);
}

/**
 * Refreshes what is around the conversation while the page is visible and the socket is open; without one a refresh would
 * fail, and its error would replace the conversation.
 */
function usePageRefresh(isOpen: boolean): void {
  const { revalidate } = useRevalidator();
  useEffect(() => {
    if (!isOpen) return;
    const refresh = () => {
      if (!document.hidden && navigator.onLine) revalidate();
    };
    const timer = setInterval(refresh, refreshIntervalMs);
    document.addEventListener("visibilitychange", refresh);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", refresh);
    };
  }, [isOpen, revalidate]);
}
