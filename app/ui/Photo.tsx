import { useMemo } from "react";
import { thumbHashToAverageRGBA, thumbHashToDataURL } from "thumbhash";
import type { StoryImage } from "~/contract/story";
import { useIsHydrated } from "./use-is-hydrated";

type ShownImage = Pick<StoryImage, "blurred_url" | "smaller" | "width" | "height" | "alt" | "thumbhash">;

/**
 * A public photo in its own shape. Until it has loaded its mean colour shows, then its placeholder, both made from
 * redacted pixels. The placeholder comes with hydration: in the HTML it would cost 5 kB a photo.
 */
export function Photo({
  image,
  className = "",
  priority = "later",
  sizes,
}: {
  image: ShownImage;
  className?: string;
  /** `sizes` as in HTML, the width at which it is shown: the browser picks the file that is large enough. */
  sizes: string;
  /** Whether it is at the top of the page. */
  priority?: "first" | "later";
}) {
  const placeholder = usePlaceholder(image.thumbhash);
  return (
    <img
      {...(priority === "first" && highPriority)}
      sizes={sizes}
      srcSet={srcSetOf(image)}
      src={image.blurred_url}
      width={image.width}
      height={image.height}
      alt={image.alt}
      loading={priority === "first" ? "eager" : "lazy"}
      decoding="async"
      className={`bg-cover ${className}`}
      style={{
        backgroundColor: image.thumbhash === "" ? undefined : averageColour(image.thumbhash),
        backgroundImage: placeholder ? `url(${placeholder})` : undefined,
      }}
    />
  );
}

/** React 18 knows no `fetchPriority`: as an attribute it passes through. */
const highPriority = { fetchpriority: "high" };

/** Returns the files that a browser may pick from, as HTML has them. */
export function srcSetOf({
  smaller,
  blurred_url: url,
  width,
}: Pick<ShownImage, "smaller" | "blurred_url" | "width">): string {
  return [...smaller, { url, width }].map((copy) => `${copy.url} ${copy.width}w`).join(", ");
}

/** Returns a picture of what a thumbhash holds, as a data URL; null until hydration, and of an empty one. */
export function usePlaceholder(thumbhash: string): string | null {
  const isShown = useIsHydrated() && thumbhash !== "";
  return useMemo(() => (isShown ? thumbHashToDataURL(bytesOf(thumbhash)) : null), [isShown, thumbhash]);
}

/** Returns the mean colour of a thumbhash, as CSS. */
export function averageColour(thumbhash: string): string {
  const { r, g, b } = thumbHashToAverageRGBA(bytesOf(thumbhash));
  return `rgb(${[r, g, b].map((channel) => Math.round(channel * 255)).join(" ")})`;
}

function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
