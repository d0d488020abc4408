/** The code of a key that an input method (Japanese, Chinese, Korean) has taken for itself. */
const takenByInputMethod = 229;

export type TypedKey = Pick<KeyboardEvent, "key" | "shiftKey" | "isComposing" | "keyCode">;

/**
 * Returns whether a key sends the message. While a word is composed, Enter accepts the word. Safari ends the composition
 * before it sends that Enter, and says only by the code that the key was the input method's.
 */
export function sendsMessage({ key, shiftKey, isComposing, keyCode }: TypedKey): boolean {
  return key === "Enter" && !shiftKey && !isComposing && keyCode !== takenByInputMethod;
}
