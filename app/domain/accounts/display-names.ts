const adjectives = [
  "Quiet",
  "Kind",
  "Brave",
  "Bright",
  "Gentle",
  "Patient",
  "Warm",
  "Calm",
  "Steady",
  "Merry",
  "Open",
  "True",
];
const nouns = [
  "Heron",
  "Willow",
  "Otter",
  "Maple",
  "Wren",
  "Harbour",
  "Fern",
  "Lark",
  "Meadow",
  "Birch",
  "Robin",
  "River",
];

/** Returns a name for who gave none: never made from the e-mail address, which may identify. `random` is in 0..1. */
export function randomDisplayName(random: number): string {
  const index = Math.min(Math.floor(random * adjectives.length * nouns.length), adjectives.length * nouns.length - 1);
  return `${adjectives[Math.floor(index / nouns.length)]} ${nouns[index % nouns.length]}`;
}
