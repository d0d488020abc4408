/** A demo whose feed has twelve photos: what a page of the feed weighs where each story has one. */
import { ask, chat, people, stories } from "../../db/seed/stories.mjs";

const count = 12;

const photos = stories.flatMap((story) => story.photos);

/** As the seed takes it. */
export const twelvePhotos = {
  ...{ people, ask, chat },
  stories: Array.from({ length: count }, (_none, index) => {
    const { author, title, body } = /** @type {typeof stories[number]} */ (stories[index % stories.length]);
    const photo = /** @type {typeof photos[number]} */ (photos[index % photos.length]);
    // The same photo twice would be the same upload: each has a box of its own besides.
    const faces = [...photo.faces, [40 * index, 0, 40, 40]];
    return { author, title: `${title} (${index + 1})`, body, photos: [{ ...photo, faces }] };
  }),
};
