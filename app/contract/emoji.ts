/** Whether a text is one emoji. */

/** UTF-16 code units of the longest emoji, and more: a family with skin tones, or a flag of a region. */
const maxEmojiUnits = 40;

/**
 * The emoji that Unicode recommends for interchange (UTS 51), sequences included. Browsers before 2023 cannot parse the `v`
 * flag, so it is made when it is needed; there a pictograph is taken for an emoji, and the room, which has the flag, decides.
 */
function emojiPattern(): RegExp {
  try {
    return new RegExp("^\\p{RGI_Emoji}$", "v");
  } catch {
    return /^\p{Extended_Pictographic}(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\u200d|\ufe0f)*$/u;
  }
}

/** Returns whether a text is a single emoji, skin tones, families, keycaps and flags included. */
export function isOneEmoji(text: string): boolean {
  if (text.length === 0 || text.length > maxEmojiUnits) return false;
  // Keyboards leave out the selector that makes a text sign such as a heart an emoji.
  return [text, `${text}\ufe0f`].some((candidate) => emojiPattern().test(candidate));
}
