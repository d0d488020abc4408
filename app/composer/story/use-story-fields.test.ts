import fc from "fast-check";
import { expect, test } from "vitest";
import type { Story, StoryImage } from "~/contract/story";
import { existingPhotos, fieldsOf, withTyped } from "./use-story-fields";

const images = ["a", "b"].map((id) => ({ id, alt: `Photo ${id}` }) as StoryImage);
const story = { title: null, body: "It was a Sunday.", images } as Partial<Story> as Story;

test("a new story starts empty, and nothing is presumed about its originals", () => {
  expect(fieldsOf(null)).toEqual({ title: "", body: "", originals: null, existing: [] });
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

test("a draft that is read after its author began to type loses no word of either", () => {
  const initial = fieldsOf(null);
  fc.assert(
    fc.property(fc.string(), fc.string(), (saved, typed) => {
      const { body } = withTyped({ ...initial, body: saved }, { ...initial, body: typed }, initial);
      expect(body).toContain(saved);
      expect(body).toContain(typed);
    }),
  );
});

test("a draft that the browser had restored into the field already is not doubled", () => {
  const initial = fieldsOf(null);
  const draft = { ...initial, title: "A day", body: "It was a Sunday." };
  expect(withTyped(draft, { ...initial, body: "It was a Sunday." }, initial)).toEqual(draft);
  expect(withTyped(draft, { ...initial, title: "The day" }, initial)).toMatchObject({ title: "The day" });
});

test("a choice about originals that was made before the draft was read stays", () => {
  const initial = fieldsOf(null);
  const saved = { ...initial, originals: "keep" } as const;
  expect(withTyped(saved, { ...initial, originals: "leave" }, initial).originals).toBe("leave");
  expect(withTyped(saved, initial, initial).originals).toBe("keep");
});
