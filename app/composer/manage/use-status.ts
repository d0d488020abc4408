import { useState } from "react";
import type { StatusChange } from "~/composer/publish/story-api";
import { UploadError } from "~/composer/publish/upload-error";
import type { PhotoId } from "~/contract/ids";
import type { FaceId } from "~/contract/second-look";
import type { Story } from "~/contract/story";
import { noAnswers, openQuestion, republishWith, type Answers } from "./republish";
import { useStoryRequest } from "./use-story-request";

/** Unpublishes a story, or publishes it again: with its author's answers about what the server finds in its photos. */
export function useStatus(story: Story, onChanged: () => void) {
  const { error, isBusy, run } = useStoryRequest();
  const [answers, setAnswers] = useState<Answers>(noAnswers);
  const code = error instanceof UploadError ? error.code : null;
  const uncovered = error instanceof UploadError ? error.uncovered : [];
  const question = openQuestion(story, uncovered, answers);
  const send = async (change: StatusChange) => {
    if (!(await run((api, signal) => api.changeStatus(story.id, change, signal)))) return;
    setAnswers(noAnswers);
    onChanged();
  };
  const answer = (next: Answers) => {
    setAnswers(next);
    if (openQuestion(story, uncovered, next) === null) void send(republishWith(story, next));
  };
  return {
    question,
    isBusy,
    isUnchecked: code === "ai_unavailable",
    problem: question === null && code !== "ai_unavailable" ? (error?.message ?? null) : null,
    unpublish: () => void send({ status: "unpublished" }),
    publish: () => void send(republishWith(story, answers)),
    publishUnchecked: () => {
      const confirmed_image_ids = story.images.map(({ id }) => id);
      void send({ ...republishWith(story, answers), confirmed_image_ids });
    },
    leave: (face: FaceId) => answer({ ...answers, left: [...answers.left, face] }),
    removePhoto: (photo: PhotoId) => answer({ ...answers, removed: [...answers.removed, photo] }),
  };
}
