import { problemDetails } from "./error-messages";
import { problem } from "./problem";

export { AccountJobs } from "../account-jobs/account-jobs";
export { Inbox } from "../inbox/inbox";
export { ChatRoom } from "./chat-room";
// The deployed class keeps the name of its first release: local state is stored under it, and a rename would lose it.
export { ProjectionMonitor as CopyMonitor } from "./projection/projection-monitor";

/** The script has no public route: rooms are reached through the binding CHAT_ROOM alone. */
export default {
  fetch: () => problem("not_found", problemDetails.no_public_route),
} satisfies ExportedHandler;
