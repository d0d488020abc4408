/** Publishing a story again: the server looks at its photos once more, and its author answers for what it finds. Pure. */
import type { PhotoId } from "~/contract/ids";
import type { FaceId, UncoveredFace, UncoveredImage } from "~/contract/second-look";
import type { Story, StoryImage } from "~/contract/story";

/** A photo's redaction is final: a face in it stays as it is, or the photo goes. */
export interface Answers {
  left: readonly FaceId[];
  removed: readonly PhotoId[];
}

export const noAnswers: Answers = { left: [], removed: [] };

export interface RepublishQuestion {
  image: StoryImage;
  face: UncoveredFace;
  /** From 1. */
  number: number;
  of: number;
}

/** Returns the first question that is not answered; null when there is none. */
export function openQuestion(
  { images }: Pick<Story, "images">,
  uncovered: readonly UncoveredImage[],
  { left, removed }: Answers,
): RepublishQuestion | null {
  const all = uncovered.flatMap(({ image_id, faces }) => {
    const image = images.find(({ id }) => id === image_id);
    return image ? faces.map((face) => ({ image, face })) : [];
  });
  const index = all.findIndex(({ image, face }) => !left.includes(face.id) && !removed.includes(image.id));
  const question = all[index];
  return question ? { ...question, number: index + 1, of: all.length } : null;
}

/** Returns the change that publishes a story with its author's answers. */
export function republishWith({ images }: Pick<Story, "images">, { left, removed }: Answers) {
  const kept = images.map(({ id }) => id).filter((id) => !removed.includes(id));
  return {
    status: "published" as const,
    confirmed_face_ids: [...left],
    ...(removed.length > 0 && { image_ids: kept }),
  };
}
