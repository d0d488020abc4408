/** The names and skin tones of emoji, cut to what the picker uses: the whole of it weighs more than twice as much. */
import type NamedEmoji from "emojibase-data/en/data.json";

/** Of Unicode's emoji. Later ones are not offered: a room whose runtime has older tables would refuse them as reactions. */
const maxVersion = 15.1;

/** Returns emojibase's list as the picker reads it, without what is later, and without its other fields. */
export function cutEmoji(named: typeof NamedEmoji) {
  const offered = named.filter(({ group, version }) => group !== undefined && version <= maxVersion);
  return offered.map(({ emoji, label, group, subgroup, version, tags, skins = [] }) => {
    // Where two people may have a tone each, the picker has one for both.
    const toned = skins.filter((skin) => typeof skin.tone === "number" && skin.version <= maxVersion);
    return {
      ...{ emoji: forInterchange(emoji), label, group, subgroup, version, tags },
      ...(toned.length > 0 && { skins: toned.map((skin) => ({ emoji: forInterchange(skin.emoji), tone: skin.tone })) }),
    };
  });
}

/** Returns an emoji as Unicode recommends it: the data has the selector of the emoji form also where that form lacks it. */
function forInterchange(emoji: string): string {
  return /^\p{Emoji_Presentation}\ufe0f$/u.test(emoji) ? emoji.slice(0, -1) : emoji;
}
