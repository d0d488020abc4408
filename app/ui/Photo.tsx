import { useMemo } from "react";
import { thumbHashToAverageRGBA, thumbHashToDataURL } from "thumbhash";
import type { StoryImage } from "~/contract/story";
import { useIsHydrated } from "./use-is-hydrated";

/**
 * A public photo in its own shape. Until it has loaded its mean colour shows, then its placeholder, both made from
 * redacted pixels. The placeholder comes with hydration: in the HTML it would cost 5 kB a photo.
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

function usePlaceholder(thumbhash: string): string | null {
  const isHydrated = useIsHydrated();
  return useMemo(() => (isHydrated ? thumbHashToDataURL(bytesOf(thumbhash)) : null), [isHydrated, thumbhash]);
}

function averageColour(thumbhash: string): string {
  const { r, g, b } = thumbHashToAverageRGBA(bytesOf(thumbhash));
  return `rgb(${[r, g, b].map((channel) => Math.round(channel * 255)).join(" ")})`;
}

function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
