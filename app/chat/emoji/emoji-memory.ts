/** The emoji used last on this device, and the skin tone chosen for them. */
import { z } from "zod";
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

const Recent = z.array(z.string().refine(isOneEmoji)).max(maxRecent);

/** Returns a row of emoji, the newest first. */
export function readRecentEmoji(): string[] {
  const used = Recent.catch([]).parse(parseJson(deviceStorage.read(recentName) ?? ""));
  return fillRow(used);
}

export function rememberEmoji(emoji: string): void {
  deviceStorage.write(recentName, JSON.stringify(fillRow([emoji, ...readRecentEmoji()])));
}

/** Returns a full row without doubles: these, then the first ones. */
function fillRow(emoji: readonly string[]): string[] {
  return [...new Set([...emoji, ...firstEmoji])].slice(0, maxRecent);
}

/** Returns the tone; none before the first choice. */
export function readSkinTone(): SkinTone {
  return z.enum(skinTones).catch("none").parse(deviceStorage.read(toneName));
}

export function rememberSkinTone(tone: SkinTone): void {
  deviceStorage.write(toneName, tone);
}
