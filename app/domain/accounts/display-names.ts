const manners = [
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
const beings = [
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

/** A name for who gave none: never made from the e-mail address, which may identify. `random` is in 0..1. */
export function gentleName(random: number): string {
  const index = Math.min(Math.floor(random * manners.length * beings.length), manners.length * beings.length - 1);
  return `${manners[Math.floor(index / beings.length)]} ${beings[index % beings.length]}`;
}
