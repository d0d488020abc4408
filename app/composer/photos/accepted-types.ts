import { useSyncExternalStore } from "react";
import type { PhotoType } from "~/contract/photo";

/** With these types alone an iPhone hands over a JPEG where its camera made a HEIC, which takes less of its memory. */
const plainTypes = ["image/jpeg", "image/png", "image/webp"] satisfies PhotoType[];

/** Further files that are read. By their endings, because most systems know no type for them. */
const otherTypes = ["image/avif", "image/heic", "image/heif", "image/bmp", ".avif", ".heic", ".heif", ".bmp"];

/** Returns the file types to choose from, on the device that the page turns out to be on. */
export function useAcceptedTypes(): string {
  return useSyncExternalStore(never, acceptedTypes, () => plainTypes.join(","));
}

/** A device does not change. */
function never(): () => void {
  return () => undefined;
}

function acceptedTypes(): string {
  const isMobileApple = /iPhone|iPad|iPod/.test(navigator.userAgent) || isTouchedMac(navigator);
  return (isMobileApple ? plainTypes : [...plainTypes, ...otherTypes]).join(",");
}

/** An iPad says that it is a Mac, with a screen to touch. */
function isTouchedMac({ userAgent, maxTouchPoints }: Navigator): boolean {
  return userAgent.includes("Macintosh") && maxTouchPoints > 1;
}
