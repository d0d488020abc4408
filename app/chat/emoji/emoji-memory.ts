/** The emoji used last on this device, and the skin tone chosen for them. */
import { z } from "zod";
import { isOneEmoji } from "~/contract/emoji";
import { parseJson } from "../socket/parse-json";
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
  const used = Recent.catch([]).parse(parseJson(read(recentName) ?? ""));
  return fillRow(used);
}

export function rememberEmoji(emoji: string): void {
  write(recentName, JSON.stringify(fillRow([emoji, ...readRecentEmoji()])));
}

/** Returns a full row without doubles: these, then the first ones. */
function fillRow(emoji: readonly string[]): string[] {
  return [...new Set([...emoji, ...firstEmoji])].slice(0, maxRecent);
}

/** Returns the tone; none before the first choice. */
export function readSkinTone(): SkinTone {
  return z.enum(skinTones).catch("none").parse(read(toneName));
}

export function rememberSkinTone(tone: SkinTone): void {
  write(toneName, tone);
}

function read(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null; // the browser keeps nothing
  }
}

function write(name: string, value: string): void {
  try {
    localStorage.setItem(name, value);
  } catch {
    // The first ones are there again next time.
  }
}
