import type { StoryImage } from "~/contract/story";
import { usePlaceholder } from "./use-placeholder";

type ShownImage = Pick<StoryImage, "blurred_url" | "smaller" | "width" | "height" | "alt" | "thumbhash">;

/**
 * A public photo in its own shape. Until it has loaded its mean colour shows, then its placeholder, both made from
 * redacted pixels. The placeholder is made in the browser: in the HTML it would cost 5 kB a photo.
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
  const { ref, style } = usePlaceholder<HTMLImageElement>(image.thumbhash);
  return (
    <img
      ref={ref}
      {...(priority === "first" && highPriority)}
      sizes={sizes}
      srcSet={srcSetOf(image)}
      src={image.blurred_url}
      width={image.width}
      height={image.height}
      alt={image.alt}
      loading={priority === "first" ? "eager" : "lazy"}
      decoding={priority === "first" ? "sync" : "async"}
      className={`bg-cover ${className}`}
      style={style}
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
