/** Drawings on the stage beside the regions. */
import type { Point } from "~/composer/regions/regions";
import type { Region, Size } from "~/contract/photo";
import { editorText } from "~/text/editor";
import { onStage, toStage, type Viewport } from "./viewport";

/** The region that is being drawn. */
export function DrawnOutline({ box, view }: { box: Region; view: Viewport }) {
  return (
    <div
      className="pointer-events-none absolute rounded-[50%] border-2 border-accent bg-white/20"
      style={onStage(box, view)}
    />
  );
}

/** The brush stroke that is being painted, as wide as it covers. */
export function PaintedStroke({
  points,
  radiusPx,
  view,
}: {
  points: readonly Point[];
  radiusPx: number;
  view: Viewport;
}) {
  const way = points.map((point) => toStage(view, point)).map(({ x, y }) => `${x},${y}`);
  return (
    <svg aria-hidden="true" className="pointer-events-none absolute inset-0 size-full text-accent opacity-60">
      <polyline
        points={way.join(" ")}
        fill="none"
        stroke="currentColor"
        strokeWidth={2 * radiusPx}
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}

export function Picture({ url, photo, view }: { url: string | null; photo: Size; view: Viewport }) {
  return (
    <img
      src={url ?? undefined}
      alt=""
      draggable={false}
      className="pointer-events-none absolute max-w-none origin-top-left"
      style={onStage({ x: 0, y: 0, ...photo }, view)}
    />
  );
}

/** The face that the author is asked about. */
export function QuestionOutline({ question, view }: { question: { face: Region; number: number }; view: Viewport }) {
  return (
    <div
      role="img"
      aria-label={editorText.foundFace(question.number)}
      className="pointer-events-none absolute border-4 border-dashed border-accent shadow-[0_0_0_2px_white]"
      style={onStage(question.face, view)}
    />
  );
}
