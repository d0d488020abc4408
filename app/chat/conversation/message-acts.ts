/** Decides which acts the menu of a message offers. Pure. */
import { deleteWindowMs, editWindowMs } from "~/contract/chat";
import type { TimelineMessage } from "./timeline";

export type MessageAct = "reply" | "copy" | "edit" | "report" | "delete";

type Message = Pick<TimelineMessage, "isMine" | "seq" | "at" | "isDeleted" | "content">;

/** Returns the acts that a message offers, in the order of its menu. `now` in milliseconds since 1970. */
export function messageActs({ isMine, seq, at, isDeleted, content }: Message, now: number): MessageAct[] {
  if (isDeleted) return ["delete"];
  const canEdit = isMine && (seq === null || now - at <= editWindowMs);
  return [
    ...(seq === null ? [] : (["reply"] as const)),
    ...(content === "" ? [] : (["copy"] as const)),
    ...(canEdit ? (["edit"] as const) : []),
    ...(!isMine && seq !== null ? (["report"] as const) : []),
    "delete",
  ];
}

/** Returns whether the viewer may delete a message for both. */
export function canDeleteForBoth({ isMine, at, isDeleted }: Message, now: number): boolean {
  return isMine && !isDeleted && now - at <= deleteWindowMs;
}
