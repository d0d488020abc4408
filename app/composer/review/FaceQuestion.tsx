import { useEffect, useRef } from "react";
import type { FoundFace } from "~/composer/photos/composed-photo";
import { editorText } from "~/text/editor";
import { Button } from "~/ui/Button";

/** Asks about the faces that the second look found uncovered, one at a time. The face itself is outlined on the photo. */
export function FaceQuestion({
  found,
  onAnswer,
}: {
  found: readonly FoundFace[];
  onAnswer: (face: FoundFace, answer: "covered" | "left") => void;
}) {
  const index = found.findIndex(({ answer }) => answer === null);
  const face = found[index];
  const question = useRef<HTMLElement>(null);
  // Each question takes the focus; after the last one, which is gone with its buttons, the photo has it.
  useEffect(() => {
    if (face) question.current?.querySelector("button")?.focus();
    else if (document.activeElement === document.body) {
      document.querySelector<HTMLElement>('[role="application"]')?.focus({ preventScroll: true });
    }
  }, [face]);
  if (!face) return null;
  const number = index + 1;
  return (
    <section
      ref={question}
      data-question=""
      aria-label={editorText.questionTitle}
      className="grid gap-2 border-b border-line bg-blush px-4 py-3"
    >
      <p role="status" className="text-sm">
        {editorText.question(number, found.length)}
      </p>
      <div className="flex flex-wrap gap-2">
        <Button onClick={() => onAnswer(face, "covered")}>{editorText.coverFace(number)}</Button>
        <Button look="quiet" onClick={() => onAnswer(face, "left")}>
          {editorText.leaveFace(number)}
        </Button>
      </div>
    </section>
  );
}
