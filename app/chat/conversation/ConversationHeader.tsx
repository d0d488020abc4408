import { Link, useRevalidator } from "@remix-run/react";
import { ArrowLeft, Images, Timer } from "lucide-react";
import type { DisappearAfter } from "~/contract/chat";
import type { Connection } from "~/contract/connection";
import { chatText } from "~/text/chat";
import { moment } from "~/text/dates";
import { Avatar } from "~/ui/Avatar";
import { Button } from "~/ui/Button";
import { PersonName, WithName } from "~/ui/PersonName";
import { useCalendar } from "~/ui/use-calendar";
import { ConversationMenu } from "./ConversationMenu";
import { sentOriginals } from "./conversation-state";
import type { LiveRoom, RoomView } from "./live-room";
import { PhotosDialog, type ShownOriginals } from "./PhotosDialog";

interface Props {
  connection: Connection;
  live: LiveRoom;
  view: RoomView;
  originals: ShownOriginals;
  setOriginals: (shown: ShownOriginals) => void;
  onSearch: () => void;
}

/** The other person, whether they are here, and what can be done with the conversation: on a phone it stands for the site's header. */
export function ConversationHeader({ connection, live, view, originals, setOriginals, onSearch }: Props) {
  const { revalidate } = useRevalidator();
  const { display_name: name } = connection.other;
  return (
    <header className="flex min-h-15 items-center gap-2 border-b border-line px-2 py-1.5 pt-[max(0.375rem,env(safe-area-inset-top))] sm:px-4 md:min-h-17 md:gap-3 md:py-2">
      <BackLink />
      <Avatar name={name} isHere={view.state.isOnline} />
      <div className="grid min-w-0 flex-1">
        <h1 tabIndex={-1} className="truncate text-xl outline-none">
          <PersonName name={name} />
        </h1>
        <div className="flex min-w-0 items-center gap-2 text-sm text-soft">
          <Presence name={name} view={view} />
          <TimerSign after={view.state.disappearAfter} />
        </div>
      </div>
      <Button
        look="plain"
        onClick={() => {
          setOriginals("all");
          if (view.socket === "open") revalidate(); // what was revealed a moment ago is there
        }}
      >
        <Images aria-hidden="true" className="size-5" />
        <span className="max-sm:sr-only">{chatText.photos}</span>
      </Button>
      <ConversationMenu {...{ connection, live, view, onSearch }} />
      <PhotosDialog
        connection={connection}
        events={view.state.events}
        sent={sentOriginals(view.state)}
        shown={originals}
        onClose={() => setOriginals(null)}
      />
    </header>
  );
}

/** The way back to the list, on a screen that has no room for both. */
function BackLink() {
  return (
    <Link
      to="/connections"
      aria-label={chatText.back}
      className="grid size-11 shrink-0 place-items-center rounded-full text-soft hover:bg-sunk hover:text-ink md:hidden"
    >
      <ArrowLeft aria-hidden="true" className="size-5 rtl:-scale-x-100" />
    </Link>
  );
}

function Presence({ name, view: { state, socket } }: { name: string; view: RoomView }) {
  const calendar = useCalendar();
  const { isOnline, lastSeenAt } = state;
  const away = lastSeenAt === null ? chatText.away : chatText.lastSeen(moment(lastSeenAt, calendar, { joint: " at " }));
  return (
    <p role="status" className="truncate">
      {state.isTyping ? (
        <WithName name={name}>{`${name} ${chatText.typing}`}</WithName>
      ) : (
        socket === "open" && (isOnline ? chatText.online : away)
      )}
    </p>
  );
}

/** Says that messages disappear, where they do. */
function TimerSign({ after }: { after: DisappearAfter }) {
  if (after === 0) return null;
  return (
    <p className="flex shrink-0 items-center gap-1" title={chatText.disappearing.isOn[after]}>
      <Timer aria-hidden="true" className="size-4" />
      <span aria-hidden="true">{chatText.disappearing.short[after]}</span>
      <span className="sr-only">{chatText.disappearing.isOn[after]}</span>
    </p>
  );
}
