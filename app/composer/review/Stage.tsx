import { useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent } from "react";
import type { Size } from "~/contract/photo";
import { editorText } from "~/text/editor";
import { MarkBox } from "./MarkBox";
import { markBetween, moveMark, resizeMark, type Mark } from "./marks";
import { useGestures, type Grip } from "./use-gestures";
import type { MarkActs } from "./use-marks";
import { fit, pan, toPhoto, within, zoomAt, type Point, type Viewport } from "./viewport";

/** How far an arrow moves, in stage pixels. */
const nudge = 6;

/** The factor of one press of plus, and of a wheel's hundred pixels. */
const zoomStep = 1.35;

/** What the keys and buttons around the stage can do with it. */
export interface StageHandle {
  zoomIn: () => void;
  zoomOut: () => void;
  whole: () => void;
  /** By a share of the stage, in the direction of an arrow key. False for any other key. */
  panBy: (key: string) => boolean;
  /** The point of the photo that is in the middle of the stage. */
  middle: () => Point;
  /** Lets go of what is being dragged; false when nothing is. */
  cancel: () => boolean;
}

/** How far one press pans, as a share of the stage. */
const panShare = 0.2;

/** The photo, as large as its room, with its marks as elements over it. */
export function Stage({
  photo,
  before,
  after,
  isReady,
  showsBefore,
  acts,
  handle,
}: {
  photo: Size;
  /** URL of the photo itself, and of the last copy that was made of it; null before the first. */
  before: string;
  after: string | null;
  /** Whether the copy is of the marks as they are. */
  isReady: boolean;
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

  const panBy = (key: string): boolean => {
    const by = arrow(key, panShare * Math.min(size.width, size.height));
    if (by) setView(pan(view, { x: -by.x, y: -by.y }, photo, size));
    return by !== null;
  };
  handle({
    zoomIn: () => zoom(zoomStep),
    zoomOut: () => zoom(1 / zoomStep),
    whole: () => setView(null),
    panBy,
    middle: () => toPhoto(view, { x: size.width / 2, y: size.height / 2 }),
    cancel: gestures.cancel,
  });
  useWheel(stage, (event, at) => {
    if (event.shiftKey) setView(pan(view, { x: -event.deltaX - event.deltaY, y: 0 }, photo, size));
    else if (event.altKey) setView(pan(view, { x: 0, y: -event.deltaY }, photo, size));
    else if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      setView(pan(view, { x: -event.deltaX, y: 0 }, photo, size));
    } else zoom(zoomStep ** (-event.deltaY / 100), at);
  });
  useFocus(stage, acts);

  const keyOnMark = (mark: Mark) => (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const by = arrow(event.key, nudge / view.scale);
    // A mark grows on both sides of its middle: two steps move each side by one.
    if (by && event.shiftKey) acts.grow(mark.id, { x: by.x * 2, y: by.y * 2 });
    else if (by) acts.nudge(mark.id, by);
    else if (event.key === "Delete" || event.key === "Backspace") removeByKey(mark.id);
    else if (event.key === "Enter" || event.key === " ") acts.toggle(mark.id);
    else return;
    event.preventDefault();
  };
  /** The focus goes to the mark that takes its place, or to the stage: it must not be lost with what had it. */
  const removeByKey = (id: string) => {
    const at = acts.marks.findIndex((mark) => mark.id === id);
    const heir = acts.marks[at + 1] ?? acts.marks[at - 1];
    acts.remove(id);
    focusMark(stage.current, heir?.id ?? null);
  };

  const isEditing = draft !== null;
  const shown = !isEditing && !showsBefore && after !== null ? after : before;
  const marks = acts.marks.map((mark) => (draft?.id === mark.id ? draft : mark));
  return (
    <div
      ref={stage}
      role="application"
      aria-label={editorText.stage}
      tabIndex={0}
      data-stage={isReady ? "ready" : "preparing"}
      className="relative size-full touch-none overflow-hidden bg-[#14110f] outline-offset-[-4px] select-none"
      onKeyDown={(event) => {
        if (event.target === event.currentTarget && !event.shiftKey && panBy(event.key)) event.preventDefault();
      }}
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
      {/* Only faded while the photo is shown as it was: a mark that went away would take the focus with it. */}
      <div className={showsBefore ? "opacity-0" : ""}>
        {marks.map((mark, index) => (
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
      </div>
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

function focusMark(stage: HTMLElement | null, id: string | null): void {
  const mark = id === null ? null : stage?.querySelector<HTMLElement>(`[data-mark="${CSS.escape(id)}"]`);
  (mark ?? stage)?.focus({ preventScroll: true });
}

/** A mark that was just added takes the focus, so that arrows move it. What loses it with its mark gives it to the stage. */
function useFocus(stage: React.RefObject<HTMLElement | null>, { marks, added }: MarkActs): void {
  useEffect(() => {
    if (added !== null) focusMark(stage.current, added);
  }, [added, stage]);
  useEffect(() => {
    if (document.activeElement === document.body) stage.current?.focus({ preventScroll: true });
  }, [marks, stage]);
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
