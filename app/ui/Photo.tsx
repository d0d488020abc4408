import { useEffect, useState } from "react";
import { thumbHashToDataURL } from "thumbhash";
import type { StoryImage } from "~/contract/story";

/** A photo's public copy in its own shape. Until it has come, its placeholder shows, made from redacted pixels. */
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
      className={`bg-sunk bg-cover ${className}`}
      style={placeholder ? { backgroundImage: `url(${placeholder})` } : undefined}
    />
  );
}

function usePlaceholder(thumbhash: string): string | null {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    setUrl(thumbHashToDataURL(Uint8Array.from(atob(thumbhash), (character) => character.charCodeAt(0))));
  }, [thumbhash]);
  return url;
}
