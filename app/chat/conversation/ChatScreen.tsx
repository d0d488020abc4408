import { Link, useRevalidator } from "@remix-run/react";
import { ArrowLeft, Ban, Images } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import type { RoomEvent } from "~/contract/chat";
import type { Connection } from "~/contract/connection";
import type { PhotoId, UserId } from "~/contract/ids";
import { MuteButton } from "~/push/MuteButton";
import { LazyOffer } from "~/push/LazyOffer";
import { chatText } from "~/text/chat";
import { connectionText } from "~/text/connections";
import { Avatar } from "~/ui/Avatar";
import { PersonName, WithName } from "~/ui/PersonName";
import { Button } from "~/ui/Button";
import { BlockButton } from "../connections/ConnectionActions";
import { ChangeRefused } from "./ChangeRefused";
import { ConnectionStatus } from "./ConnectionStatus";
import type { PageOfHistory } from "./conversation-state";
import type { RoomView } from "./live-room";
import { MessageComposer, type ComposerHandle } from "./MessageComposer";
import { MessageList } from "./MessageList";
import { OriginalViewer } from "./OriginalViewer";
import { PhotosDialog } from "./PhotosDialog";
import { isBehind } from "./reveals";
import type { TimelineMessage } from "./timeline";
import { useLiveRoom } from "./use-live-room";

/** Between two refreshes of what is around the conversation: revealed photos, for one. */
const refreshIntervalMs = 30_000;

/** A live conversation. One per connection: pass the connection's id as its key. */
export function ChatScreen({
  connection,
  viewerId,
  history,
}: {
  connection: Connection;
  viewerId: UserId;
  history: PageOfHistory;
}) {
  const { id: room, unread, other } = connection;
  const [live, view] = useLiveRoom({ room, viewerId, history, unread });
  const composer = useRef<ComposerHandle>(null);
  const isOver = view.socket === "refused" || view.socket === "signed_out";
  const { events } = view.state;
  const [shown, show] = useShownOriginal(events);
  usePageRefresh(view.socket === "open");
  useRefreshOnReveal(connection, events);
  const edit = ({ key: clientId, content }: TimelineMessage) => composer.current?.edit({ clientId, content });
  return (
    <section aria-label={chatText.title(other.display_name)} className="flex min-h-0 min-w-0 flex-col">
      <ChatHeader connection={connection} view={view} />
      <MessageList
        live={live}
        view={view}
        room={connection.id}
        name={other.display_name}
        onEdit={edit}
        images={[...connection.revealed, ...connection.revealed_to_me]}
        onChange={(message) => composer.current?.change(message)}
        onReply={(message) => composer.current?.reply(message)}
        onShow={show}
      />
      <ChangeRefused live={live} sentence={view.refusedChange} />
      <ConnectionStatus room={room} view={view} />
      {view.state.messages.some(({ sender_id: sender }) => sender === viewerId) && <LazyOffer account={viewerId} />}
      {!isOver && <MessageComposer ref={composer} live={live} />}
      <OriginalViewer imageId={shown} name={other.display_name} onClose={() => show(null)} />
    </section>
  );
}

/** The way back to the list, on a screen that has no room for both. */
function BackLink() {
  return (
    <Link
      to="/connections"
      aria-label={chatText.back}
      className="grid size-11 place-items-center rounded-full text-soft hover:bg-sunk hover:text-ink md:hidden"
    >
      <ArrowLeft aria-hidden="true" className="size-5" />
    </Link>
  );
}

function ChatHeader({ connection, view }: { connection: Connection; view: RoomView }) {
  const [showsPhotos, setShowsPhotos] = useState(false);
  const { revalidate } = useRevalidator();
  const { display_name: name } = connection.other;
  const { isOnline, isTyping } = view.state;
  return (
    <header className="flex min-h-17 items-center gap-3 border-b border-line px-3 py-2 sm:px-4">
      <BackLink />
      <Avatar name={name} isHere={isOnline} />
      <div className="grid min-w-0 flex-1">
        <h1 tabIndex={-1} className="truncate text-xl outline-none">
          <PersonName name={name} />
        </h1>
        <p role="status" className="truncate text-sm text-soft">
          {isTyping ? (
            <WithName name={name}>{`${name} ${chatText.typing}`}</WithName>
          ) : (
            view.socket === "open" && (isOnline ? chatText.online : chatText.away)
          )}
        </p>
      </div>
      <Button
        look="plain"
        onClick={() => {
          setShowsPhotos(true);
          if (view.socket === "open") revalidate(); // what was revealed a moment ago is there
        }}
      >
        <Images aria-hidden="true" className="size-5" />
        <span className="max-sm:sr-only">{chatText.photos}</span>
      </Button>
      <MuteButton connectionId={connection.id} />
      <BlockButton connection={connection}>
        <Ban aria-hidden="true" className="size-5 sm:hidden" />
        <span className="max-sm:sr-only">{connectionText.block}</span>
      </BlockButton>
      <PhotosDialog
        connection={connection}
        events={view.state.events}
        isOpen={showsPhotos}
        onClose={() => setShowsPhotos(false)}
      />
    </header>
  );
}

/** Returns the original that is open, null once it was taken back, and the way to open and close one. */
function useShownOriginal(
  events: readonly RoomEvent[],
): [shown: PhotoId | null, show: (imageId: PhotoId | null) => void] {
  const [opened, setOpened] = useState<{ imageId: PhotoId; since: number } | null>(null);
  const show = (imageId: PhotoId | null) =>
    setOpened(imageId === null ? null : { imageId, since: events.at(-1)?.event_seq ?? 0 });
  if (opened === null) return [null, show];
  const later = events.filter(({ event_seq: eventSeq }) => eventSeq > opened.since);
  const wasTakenBack = later.some(({ type, image_id: imageId }) => type === "unreveal" && imageId === opened.imageId);
  return [wasTakenBack ? null : opened.imageId, show];
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
