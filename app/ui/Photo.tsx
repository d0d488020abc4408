import { useMemo, useSyncExternalStore } from "react";
import { thumbHashToAverageRGBA, thumbHashToDataURL } from "thumbhash";
import type { StoryImage } from "~/contract/story";

/**
 * A photo's public copy in its own shape. Until it has come its mean colour shows,
 * then its placeholder, both made from redacted pixels: a page's HTML would grow by 5 kB a photo with the placeholder in it.
 */
export function Photo({
  image,
  className = "",
  priority = "later",
}: {
  image: Pick<StoryImage, "blurred_url" | "width" | "height" | "alt" | "thumbhash">;
  className?: string;
  /** Whether it is at the top of the page. */
  priority?: "first" | "later";
}) {
  const placeholder = usePlaceholder(image.thumbhash);
  return (
    <img
      src={image.blurred_url}
      width={image.width}
      height={image.height}
      alt={image.alt}
      loading={priority === "first" ? "eager" : "lazy"}
      decoding="async"
      className={`bg-cover ${className}`}
      style={{
        backgroundColor: averageColour(image.thumbhash),
        backgroundImage: placeholder ? `url(${placeholder})` : undefined,
      }}
    />
  );
}

/** The placeholder as a data URL; null in the server's HTML and while the browser takes it over. */
function usePlaceholder(thumbhash: string): string | null {
  const isHydrated = useSyncExternalStore(
    neverChanges,
    () => true,
    () => false,
  );
  return useMemo(() => (isHydrated ? thumbHashToDataURL(bytesOf(thumbhash)) : null), [isHydrated, thumbhash]);
}

function neverChanges() {
  return () => undefined;
}

function averageColour(thumbhash: string): string {
  const { r, g, b } = thumbHashToAverageRGBA(bytesOf(thumbhash));
  return `rgb(${[r, g, b].map((channel) => Math.round(channel * 255)).join(" ")})`;
}

function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
