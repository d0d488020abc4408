import { expect, test } from "vitest";
import type { PhotoId } from "~/contract/ids";
import type { FaceId, UncoveredImage } from "~/contract/second-look";
import type { StoryImage } from "~/contract/story";
import { noAnswers, openQuestion, republishWith, type Answers } from "./republish";

const photo = (id: string) => id as PhotoId;
const face = (id: string) => ({ id: id as FaceId, x: 0, y: 0, width: 10, height: 10 });
const story = { images: ["a", "b"].map((id) => ({ id: photo(id) }) as StoryImage) };
const uncovered: UncoveredImage[] = [
  { image_id: photo("a"), faces: [face("a1"), face("a2")] },
  { image_id: photo("b"), faces: [face("b1")] },
];

/** Returns the faces that are asked about, one after the other, each answered by `answer`. */
function askedWith(answer: (before: Answers, asked: { face: FaceId; photo: PhotoId }) => Answers): string[] {
  const asked: string[] = [];
  let answers = noAnswers;
  for (let round = 0; round < 10; round++) {
    const question = openQuestion(story, uncovered, answers);
    if (!question) return asked;
    asked.push(`${question.face.id}, ${question.number} of ${question.of}`);
    answers = answer(answers, { face: question.face.id, photo: question.image.id });
  }
  throw new Error("The questions never end.");
}

test("each face is asked about once", () => {
  const leave = (before: Answers, asked: { face: FaceId }) => ({ ...before, left: [...before.left, asked.face] });
  expect(askedWith(leave)).toEqual(["a1, 1 of 3", "a2, 2 of 3", "b1, 3 of 3"]);
});

test("a photo that is taken out ends the questions about it", () => {
  const remove = (before: Answers, asked: { photo: PhotoId }) => ({
    ...before,
    removed: [...before.removed, asked.photo],
  });
  expect(askedWith(remove)).toEqual(["a1, 1 of 3", "b1, 3 of 3"]);
});

test("the faces that stay are confirmed, and the photos that stay are named when one goes", () => {
  expect(republishWith(story, { left: [face("a1").id], removed: [] })).toEqual({
    status: "published",
    confirmed_face_ids: ["a1"],
  });
  expect(republishWith(story, { left: [], removed: [photo("a")] })).toMatchObject({ image_ids: ["b"] });
});
