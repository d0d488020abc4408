/** What the menu of a message offers. Pure. */
import type { TimelineMessage } from "./timeline";

export type MessageAct = "copy" | "report";

/** Returns the acts that a message offers now, in the order of its menu. */
export function messageActs({ isMine, seq }: Pick<TimelineMessage, "isMine" | "seq">): MessageAct[] {
  return ["copy", ...(!isMine && seq !== null ? (["report"] as const) : [])];
}
