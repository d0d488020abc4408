/** Reactions, as the viewer sees them. Pure. */
import type { TimelineMessage } from "./timeline";

/** The emoji of the menu: any other can be chosen, too. */
export const quickReactions = ["👍", "❤️", "😂", "😮", "😢"] as const;

/** An emoji under a message, and who reacted with it. */
export interface ReactionChip {
  emoji: string;
  isMine: boolean;
  isTheirs: boolean;
}

/** Returns the chips under a message: one when both reacted alike. */
export function reactionChips({ mine, theirs }: TimelineMessage["reactions"]): ReactionChip[] {
  if (mine !== null && mine === theirs) return [{ emoji: mine, isMine: true, isTheirs: true }];
  return [
    ...(theirs === null ? [] : [{ emoji: theirs, isMine: false, isTheirs: true }]),
    ...(mine === null ? [] : [{ emoji: mine, isMine: true, isTheirs: false }]),
  ];
}

/** Returns the viewer's reaction after they chose an emoji: what was chosen before is taken back. */
export function reactionAfter(mine: string | null, chosen: string): string | null {
  return mine === chosen ? null : chosen;
}
