import { problem } from "./problem";

export { ChatRoom } from "./chat-room";
export { CopyMonitor } from "./copy-monitor";

/** The script has no public route: rooms are reached through the binding CHAT_ROOM alone. */
export default {
  fetch: () => problem("not_found", "There is nothing here: rooms are reached through Heartfelt."),
} satisfies ExportedHandler;
