/** The sentences of the emoji picker. */
export const emojiText = {
  title: "Emoji",
  recent: "Recent emoji",
  search: "Search emoji",
  loading: "Loading …",
  none: (search: string) => `No emoji found for “${search}”.`,
  skinTone: "Skin tone",
  skinTones: {
    none: "Default",
    light: "Light",
    "medium-light": "Medium light",
    medium: "Medium",
    "medium-dark": "Medium dark",
    dark: "Dark",
  },
  failed: "The emoji couldn't be loaded. Check your connection and try again.",
  retry: "Try again",
};
