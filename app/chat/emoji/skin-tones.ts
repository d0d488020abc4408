/** The skin tones of emoji: Fitzpatrick's scale, as Unicode has it (UTS 51, 2.4). */
export const skinTones = ["none", "light", "medium-light", "medium", "medium-dark", "dark"] as const;

export type SkinTone = (typeof skinTones)[number];

/** A raised hand in each tone. */
export const handOf: Record<SkinTone, string> = {
  none: "✋",
  light: "✋🏻",
  "medium-light": "✋🏼",
  medium: "✋🏽",
  "medium-dark": "✋🏾",
  dark: "✋🏿",
};
