import { useNavigate } from "@remix-run/react";
import { Ban, Bell, BellOff, BookOpen, CalendarDays, EllipsisVertical, Search, Timer } from "lucide-react";
import { useState } from "react";
import type { Connection } from "~/contract/connection";
import type { ConnectionId } from "~/contract/ids";
import { useMute } from "~/push/use-mute";
import { chatText } from "~/text/chat";
import { connectionText } from "~/text/connections";
import { notificationText } from "~/text/notifications";
import { IconButton } from "~/ui/Button";
import { BlockDialog } from "../connections/ConnectionActions";
import { ActionMenu, type MenuItem } from "../menu/ActionMenu";
import type { Point } from "../menu/menu-place";
import { DateDialog } from "./DateDialog";
import { DisappearingDialog } from "./DisappearingDialog";
import type { LiveRoom, RoomView } from "./live-room";

interface Props {
  connection: Connection;
  live: LiveRoom;
  view: RoomView;
  onSearch: () => void;
}

/** The button and the menu of a conversation, and the dialogs that the menu opens. */
export function ConversationMenu({ connection, live, view, onSearch }: Props) {
  const [at, setAt] = useState<Point | null>(null);
  const [isChoosingDate, setIsChoosingDate] = useState(false);
  const [isBlocking, setIsBlocking] = useState(false);
  const [setsTimer, setSetsTimer] = useState(false);
  const navigate = useNavigate();
  const muteItems = useMuteItems(connection.id);
  const { story } = connection;
  const items: MenuItem[] = [
    { label: chatText.search, Icon: Search, onSelect: onSearch },
    { label: chatText.goToDate, Icon: CalendarDays, onSelect: () => setIsChoosingDate(true) },
    ...(story ? [{ label: chatText.readStory, Icon: BookOpen, onSelect: () => navigate(`/stories/${story.id}`) }] : []),
    ...muteItems,
    { label: chatText.disappearing.title, Icon: Timer, onSelect: () => setSetsTimer(true) },
    { label: connectionText.block, Icon: Ban, look: "danger", onSelect: () => setIsBlocking(true) },
  ];
  return (
    <>
      <MenuButton onOpen={setAt} />
      <ActionMenu label={chatText.menu} items={items} choices={[]} at={at} onClose={() => setAt(null)} />
      <DateDialog live={live} isOpen={isChoosingDate} onClose={() => setIsChoosingDate(false)} />
      <DisappearingDialog
        {...{ live, view }}
        name={connection.other.display_name}
        isOpen={setsTimer}
        onClose={() => setSetsTimer(false)}
      />
      <BlockDialog connection={connection} isOpen={isBlocking} onClose={() => setIsBlocking(false)} />
    </>
  );
}

/** Opens the menu below itself. */
function MenuButton({ onOpen }: { onOpen: (at: Point) => void }) {
  return (
    <IconButton
      label={chatText.menu}
      aria-haspopup="menu"
      onClick={({ currentTarget }) => {
        const { right, bottom } = currentTarget.getBoundingClientRect();
        onOpen({ x: right, y: bottom });
      }}
    >
      <EllipsisVertical aria-hidden="true" className="size-5" />
    </IconButton>
  );
}

/** Returns the item that mutes or unmutes the conversation; none where it is not known which of the two. */
function useMuteItems(room: ConnectionId): MenuItem[] {
  const { isMuted, toggle } = useMute(room);
  if (isMuted === null) return [];
  const { mute, unmute } = notificationText.mute;
  return [isMuted ? { label: unmute, Icon: Bell, onSelect: toggle } : { label: mute, Icon: BellOff, onSelect: toggle }];
}
