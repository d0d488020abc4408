import { useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent } from "react";
import type { Size } from "~/contract/photo";
import { editorText } from "~/text/editor";
import { MarkBox } from "./MarkBox";
import { markBetween, moveMark, resizeMark, type Mark } from "./marks";
import { useGestures, type Grip } from "./use-gestures";
import type { MarkActs } from "./use-marks";
import { fit, pan, within, zoomAt, type Point, type Viewport } from "./viewport";

/** How far an arrow moves, in stage pixels. */
const nudge = 6;

/** The factor of one press of plus, and of a wheel's hundred pixels. */
const zoomStep = 1.35;

export interface StageHandle {
  zoom: (factor: number) => void;
  whole: () => void;
}

/** The photo, as large as its room, with its marks as elements over it. */
export function Stage({
  photo,
  before,
  after,
  showsBefore,
  acts,
  handle,
}: {
  photo: Size;
  /** URL of the photo itself, and of the copy that others will see; null while that is being made. */
  before: string;
  after: string | null;
  showsBefore: boolean;
  acts: MarkActs;
  handle: (handle: StageHandle) => void;
}) {
  const stage = useRef<HTMLDivElement>(null);
  const size = useSize(stage);
  const [chosen, setView] = useState<Viewport | null>(null);
  const [draft, setDraft] = useState<Mark | null>(null);
  const view = chosen ? within(chosen, photo, size) : fit(photo, size);
  const zoom = (factor: number, at: Point = { x: size.width / 2, y: size.height / 2 }) =>
    setView(zoomAt(view, factor, at, photo, size));

  const changed = (grip: Grip, from: Point, to: Point): Mark | null => {
    const by = { x: to.x - from.x, y: to.y - from.y };
    if (grip.kind === "photo") return markBetween(from, to, photo, "draft");
    const mark = acts.marks.find(({ id }) => id === grip.id);
    if (!mark) return null;
    return grip.kind === "mark" ? moveMark(mark, by, photo) : resizeMark(mark, grip.handle, by, photo);
  };

  const gestures = useGestures(stage, {
    view,
    photo,
    size,
    events: {
      onDrag: (grip, from, to) => setDraft(changed(grip, from, to)),
      onDrop: (grip, from, to) => {
        setDraft(null);
        const mark = changed(grip, from, to);
        if (!mark) return;
        if (grip.kind === "photo") return acts.add({ ...mark, id: crypto.randomUUID() });
        const number = acts.marks.findIndex(({ id }) => id === grip.id) + 1;
        const said = grip.kind === "mark" ? editorText.said.moved(number) : editorText.said.resized(number);
        acts.change(grip.id, () => mark, said);
      },
      onTap: (grip, at) => {
        setDraft(null);
        if (grip.kind === "photo") acts.addAt(at);
        else acts.select(grip.id);
      },
      onCancel: () => {
        setDraft(null);
        acts.say(editorText.said.cancelled);
      },
      onView: setView,
    },
  });

  handle({ zoom: (factor) => zoom(factor), whole: () => setView(null) });
  useWheel(stage, (event, at) => {
    if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      return setView(pan(view, { x: -event.deltaX - (event.shiftKey ? event.deltaY : 0), y: 0 }, photo, size));
    }
    zoom(zoomStep ** (-event.deltaY / 100), at);
  });

  const keyOnMark = (mark: Mark) => (event: KeyboardEvent) => {
    const by = arrow(event.key, (event.altKey ? 1 : nudge) / view.scale);
    if (by && event.shiftKey) acts.grow(mark.id, { x: by.x * 2, y: by.y * 2 });
    else if (by) acts.nudge(mark.id, by);
    else if (event.key === "Delete" || event.key === "Backspace") acts.remove(mark.id);
    else if (event.key === "Enter" || event.key === " ") acts.toggle(mark.id);
    else if (event.key === "Escape" && draft) {
      gestures.cancel();
      event.stopPropagation();
    } else return;
    event.preventDefault();
  };

  const isEditing = draft !== null;
  const shown = !isEditing && !showsBefore && after !== null ? after : before;
  const marks = acts.marks.map((mark) => (draft?.id === mark.id ? draft : mark));
  return (
    <div
      ref={stage}
      role="application"
      aria-label={editorText.stage}
      data-testid="stage"
      className="relative size-full touch-none overflow-hidden bg-[#14110f] select-none"
      onPointerDown={gestures.down({ kind: "photo" })}
      onPointerMove={gestures.onPointerMove}
      onPointerUp={gestures.onPointerUp}
      onPointerCancel={gestures.onPointerCancel}
    >
      <img
        src={shown}
        alt=""
        draggable={false}
        className="pointer-events-none absolute max-w-none origin-top-left"
        style={{ left: view.x, top: view.y, width: photo.width * view.scale, height: photo.height * view.scale }}
      />
      {!showsBefore &&
        marks.map((mark, index) => (
          <MarkBox
            key={mark.id}
            mark={mark}
            number={index + 1}
            view={view}
            isSelected={acts.selected === mark.id}
            onPointerDown={(event) => {
              acts.select(mark.id);
              gestures.down({ kind: "mark", id: mark.id })(event);
            }}
            onHandleDown={(place) => gestures.down({ kind: "handle", id: mark.id, handle: place })}
            onKeyDown={keyOnMark(mark)}
            onFocus={() => acts.select(mark.id)}
          />
        ))}
      {draft?.id === "draft" && <DraftBox mark={draft} view={view} />}
    </div>
  );
}

function DraftBox({ mark, view }: { mark: Mark; view: Viewport }) {
  return (
    <div
      className="pointer-events-none absolute rounded-[50%] border-2 border-accent bg-white/20"
      style={{
        left: view.x + mark.x * view.scale,
        top: view.y + mark.y * view.scale,
        width: mark.width * view.scale,
        height: mark.height * view.scale,
      }}
    />
  );
}

function arrow(key: string, length: number): Point | null {
  if (key === "ArrowLeft") return { x: -length, y: 0 };
  if (key === "ArrowRight") return { x: length, y: 0 };
  if (key === "ArrowUp") return { x: 0, y: -length };
  return key === "ArrowDown" ? { x: 0, y: length } : null;
}

function useSize(element: React.RefObject<HTMLElement | null>): Size {
  const [size, setSize] = useState<Size>({ width: 1, height: 1 });
  useLayoutEffect(() => {
    if (!element.current) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry)
        setSize({ width: Math.max(1, entry.contentRect.width), height: Math.max(1, entry.contentRect.height) });
    });
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element]);
  return size;
}

/** React listens to wheels passively: to keep the page still one must listen oneself. */
function useWheel(element: React.RefObject<HTMLElement | null>, onWheel: (event: WheelEvent, at: Point) => void): void {
  const latest = useRef(onWheel);
  latest.current = onWheel;
  useEffect(() => {
    const target = element.current;
    if (!target) return;
    const listen = (event: WheelEvent) => {
      event.preventDefault();
      const box = target.getBoundingClientRect();
      latest.current(event, { x: event.clientX - box.left, y: event.clientY - box.top });
    };
    target.addEventListener("wheel", listen, { passive: false });
    return () => target.removeEventListener("wheel", listen);
  }, [element]);
}
