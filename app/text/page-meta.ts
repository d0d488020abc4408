import { common, errorText } from "./common";

/** Titles and descriptions of pages: for the tab, search engines, and link previews. */
export interface PageWords {
  title: string;
  description: string;
  /** Absolute URL of a public copy. Null shows no picture: an original must never be here. */
  picture?: { url: string; width: number; height: number; alt: string } | null;
}

/** The tags of a page's head, as Remix's `meta` gives them. */
export function pageMeta({ title, description, picture = null }: PageWords) {
  return [
    { title: title.startsWith(common.name) ? title : `${title} · ${common.name}` },
    { name: "description", content: description },
    { property: "og:site_name", content: common.name },
    { property: "og:title", content: title },
    { property: "og:description", content: description },
    { name: "twitter:card", content: picture ? "summary_large_image" : "summary" },
    ...(picture
      ? [
          { property: "og:image", content: picture.url },
          { property: "og:image:width", content: String(picture.width) },
          { property: "og:image:height", content: String(picture.height) },
          { property: "og:image:alt", content: picture.alt },
        ]
      : []),
  ];
}

/** The tags of a page that could not be shown, by its status. */
export function errorMeta(status: number) {
  return [
    { title: `${errorText(status).title} · ${common.name}` },
    { name: "description", content: common.tagline },
    { name: "robots", content: "noindex" },
  ];
}
