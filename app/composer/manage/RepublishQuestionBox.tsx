import { useEffect, useRef } from "react";
import type { PhotoId } from "~/contract/ids";
import type { FaceId, UncoveredFace } from "~/contract/second-look";
import type { StoryImage } from "~/contract/story";
import { composerText } from "~/text/composer";
import { Button } from "~/ui/Button";
import type { RepublishQuestion } from "./republish";

/** Asks about one face that the server found in a photo of the story; it is outlined on the photo. */
export function RepublishQuestionBox({
  question: { image, face, number, of },
  onLeave,
  onRemove,
}: {
  question: RepublishQuestion;
  onLeave: (face: FaceId) => void;
  onRemove: (photo: PhotoId) => void;
}) {
  const box = useRef<HTMLElement>(null);
  useEffect(() => {
    box.current?.querySelector("button")?.focus();
    box.current?.scrollIntoView({ block: "nearest" });
  }, [face]);
  return (
    <section
      ref={box}
      aria-label={composerText.republish.title}
      className="grid gap-3 rounded-2xl border border-accent/30 bg-blush p-4"
    >
      <p role="status" className="text-[0.9375rem] text-pretty">
        {composerText.republish.question(number, of)}
      </p>
      <OutlinedFace image={image} face={face} />
      <div className="flex flex-wrap gap-2">
        <Button onClick={() => onLeave(face.id)}>{composerText.republish.leave}</Button>
        <Button look="danger" onClick={() => onRemove(image.id)}>
          {composerText.republish.remove}
        </Button>
      </div>
    </section>
  );
}

function OutlinedFace({ image, face }: { image: StoryImage; face: UncoveredFace }) {
  const percent = (length: number, of: number) => `${(100 * length) / of}%`;
  return (
    <div className="relative overflow-hidden rounded-xl bg-sunk">
      <img
        src={image.blurred_url}
        alt={image.alt}
        width={image.width}
        height={image.height}
        className="h-auto w-full"
      />
      <div
        className="absolute border-4 border-dashed border-accent shadow-[0_0_0_2px_white]"
        style={{
          left: percent(face.x, image.width),
          top: percent(face.y, image.height),
          width: percent(face.width, image.width),
          height: percent(face.height, image.height),
        }}
      />
    </div>
  );
}
