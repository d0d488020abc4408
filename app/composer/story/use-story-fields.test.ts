import { expect, test } from "vitest";
import type { Story, StoryImage } from "~/contract/story";
import { existingPhotos, fieldsOf } from "./use-story-fields";

const images = ["a", "b"].map((id) => ({ id, alt: `Photo ${id}` }) as StoryImage);
const story = { title: null, body: "It was a Sunday.", images } as Partial<Story> as Story;

test("a new story starts empty and keeps its originals", () => {
  expect(fieldsOf(null)).toEqual({ title: "", body: "", keepsOriginals: true, existing: [] });
});

test("an edited story starts with its words and its photos", () => {
  expect(fieldsOf(story)).toMatchObject({
    title: "",
    body: "It was a Sunday.",
    existing: [
      { id: "a", alt: "Photo a" },
      { id: "b", alt: "Photo b" },
    ],
  });
});

test("existing photos come in the order and with the descriptions of the fields", () => {
  const existing = [
    { id: "b", alt: "Better" },
    { id: "a", alt: "Photo a" },
  ];
  expect(existingPhotos(story, { ...fieldsOf(story), existing })).toMatchObject(existing);
});

test("a photo that the story no longer has is left out, though a draft names it", () => {
  const existing = [{ id: "gone", alt: "" }];
  expect(existingPhotos(story, { ...fieldsOf(story), existing })).toEqual([]);
});
