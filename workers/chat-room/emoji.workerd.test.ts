import named from "emojibase-data/en/data.json";
import { expect, test } from "vitest";
import { firstEmoji } from "../../app/chat/emoji/emoji-memory";
import { quickReactions } from "../../app/chat/conversation/reactions";
import { isOneEmoji } from "../../app/contract/emoji";
import { cutEmoji } from "../../scripts/emoji-data";

const offered = cutEmoji(named);

test("a room takes each emoji that the picker offers, in each skin tone, as a reaction", () => {
  const all = offered.flatMap(({ emoji, skins = [] }) => [emoji, ...skins.map((skin) => skin.emoji)]);
  expect(all.length).toBeGreaterThan(3_000);
  expect(all.filter((emoji) => !isOneEmoji(emoji))).toEqual([]);
});

test("who can be had in a skin tone can be had in all five", () => {
  expect([...new Set(offered.map(({ skins }) => skins?.length))]).toEqual([undefined, 5]);
});

test("an emoji has the same form in the picker and in the menu of a message", () => {
  const signs = new Set(offered.map(({ emoji }) => emoji));
  expect([...quickReactions, ...firstEmoji].filter((emoji) => !signs.has(emoji))).toEqual([]);
});
