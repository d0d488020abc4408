/** The emoji used last on this device, and the skin tone chosen for them. */
import { parseJson } from "~/client/parse-json";
import { isOneEmoji } from "~/contract/emoji";
import { deviceStorage } from "~/device/storage";
import { skinTones, type SkinTone } from "./skin-tones";

const recentName = "heartfelt-recent-emoji";
const toneName = "heartfelt-skin-tone";

/** One row of the picker. */
export const maxRecent = 8;

/** The row before anything was used. */
export const firstEmoji = ["❤️", "😂", "😊", "🥹", "😢", "🤗", "🙏", "👍"] as const;

/** Returns a row of emoji, the newest first. */
export function readRecentEmoji(): string[] {
  const used = parseJson(deviceStorage.read(recentName) ?? "");
  return fillRow(isRow(used) ? used : []);
}

export function rememberEmoji(emoji: string): void {
  deviceStorage.write(recentName, JSON.stringify(fillRow([emoji, ...readRecentEmoji()])));
}

/** What is on a device may be of an older version, or anybody's. */
function isRow(used: unknown): used is string[] {
  return (
    Array.isArray(used) &&
    used.length <= maxRecent &&
    used.every((emoji) => typeof emoji === "string" && isOneEmoji(emoji))
  );
}

/** Returns a full row without doubles: these, then the first ones. */
function fillRow(emoji: readonly string[]): string[] {
  return [...new Set([...emoji, ...firstEmoji])].slice(0, maxRecent);
}

/** Returns the tone; none before the first choice. */
export function readSkinTone(): SkinTone {
  const kept = deviceStorage.read(toneName);
  return skinTones.find((tone) => tone === kept) ?? "none";
}

export function rememberSkinTone(tone: SkinTone): void {
  deviceStorage.write(toneName, tone);
}
