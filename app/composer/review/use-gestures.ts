import { useRef, type PointerEvent, type RefObject } from "react";
import type { Size } from "~/contract/photo";
import type { Handle } from "./marks";
import { pan, toPhoto, zoomAt, type Point, type Viewport } from "./viewport";

/** What a pointer took hold of. */
export type Grip = { kind: "photo" } | { kind: "mark"; id: string } | { kind: "handle"; id: string; handle: Handle };

export interface GestureEvents {
  /** A finger lies on a grip and has moved; `by` is the whole way since it came down, in photo pixels. */
  onDrag: (grip: Grip, from: Point, to: Point) => void;
  /** It was lifted: what was dragged stays. */
  onDrop: (grip: Grip, from: Point, to: Point) => void;
  /** It came down and was lifted in the same place. */
  onTap: (grip: Grip, at: Point) => void;
  /** A second finger came, or the system took over: what was dragged goes back. */
  onCancel: () => void;
  onView: (view: Viewport) => void;
}

/** Stage pixels that a finger may tremble within a tap. */
const tremble = 6;

interface Held {
  grip: Grip;
  start: Point;
  isDrag: boolean;
}

/** One finger edits, two fingers zoom and pan and never edit. Mouse, pen and touch are the same. */
export function useGestures(
  stage: RefObject<HTMLElement | null>,
  { view, photo, size, events }: { view: Viewport; photo: Size; size: Size; events: GestureEvents },
) {
  const fingers = useRef(new Map<number, Point>());
  const held = useRef<Held | null>(null);
  const panned = useRef<Point | null>(null);

  const at = (event: { clientX: number; clientY: number }): Point => {
    const box = stage.current?.getBoundingClientRect();
    return { x: event.clientX - (box?.left ?? 0), y: event.clientY - (box?.top ?? 0) };
  };

  /** Lets go of what is held. Whether something was being dragged. */
  const cancel = (): boolean => {
    const wasDragged = held.current?.isDrag ?? false;
    held.current = null;
    if (wasDragged) events.onCancel();
    return wasDragged;
  };

  const down = (grip: Grip) => (event: PointerEvent) => {
    event.stopPropagation();
    if (event.button === 1) return startPan(event);
    if (event.button !== 0) return;
    stage.current?.setPointerCapture(event.pointerId);
    fingers.current.set(event.pointerId, at(event));
    if (fingers.current.size > 1) return void cancel();
    held.current = { grip, start: at(event), isDrag: false };
  };

  /** The wheel pressed down holds the photo, as in maps. */
  const startPan = (event: PointerEvent) => {
    event.preventDefault();
    cancel();
    stage.current?.setPointerCapture(event.pointerId);
    panned.current = at(event);
  };

  const move = (event: PointerEvent) => {
    const now = at(event);
    const last = panned.current;
    if (last) {
      panned.current = now;
      return events.onView(pan(view, { x: now.x - last.x, y: now.y - last.y }, photo, size));
    }
    const before = fingers.current.get(event.pointerId);
    if (!before) return;
    if (fingers.current.size === 2) pinch(event.pointerId, before, now);
    fingers.current.set(event.pointerId, now);
    const hold = held.current;
    if (!hold || fingers.current.size > 1) return;
    hold.isDrag ||= Math.hypot(now.x - hold.start.x, now.y - hold.start.y) > tremble;
    if (hold.isDrag) events.onDrag(hold.grip, toPhoto(view, hold.start), toPhoto(view, now));
  };

  const up = (event: PointerEvent) => {
    panned.current = null;
    if (!fingers.current.delete(event.pointerId)) return;
    const hold = held.current;
    held.current = null;
    if (!hold) return;
    const [from, to] = [toPhoto(view, hold.start), toPhoto(view, at(event))];
    if (hold.isDrag) events.onDrop(hold.grip, from, to);
    else events.onTap(hold.grip, to);
  };

  const lost = (event: PointerEvent) => {
    panned.current = null;
    fingers.current.delete(event.pointerId);
    cancel();
  };

  function pinch(id: number, before: Point, now: Point): void {
    const other = [...fingers.current].find(([otherId]) => otherId !== id)?.[1];
    if (!other) return;
    const length = (a: Point, b: Point) => Math.max(1, Math.hypot(a.x - b.x, a.y - b.y));
    const zoomed = zoomAt(view, length(now, other) / length(before, other), other, photo, size);
    events.onView(pan(zoomed, { x: (now.x - before.x) / 2, y: (now.y - before.y) / 2 }, photo, size));
  }

  return { down, onPointerMove: move, onPointerUp: up, onPointerCancel: lost, cancel };
}
