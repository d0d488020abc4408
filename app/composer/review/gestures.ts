/**
 * Pointer gestures on the stage, as a pure state machine. One finger edits; two fingers zoom and pan and never edit; the
 * middle button pans. Mouse, pen and touch are the same. Points are in stage pixels unless said otherwise.
 */
import type { Handle, Point } from "~/composer/regions/regions";
import type { Size } from "~/contract/photo";
import { pan, toPhoto, zoomAt, type Viewport } from "./viewport";

/** The target that a pointer took hold of. */
export type Grip = { kind: "photo" } | { kind: "region"; id: string } | { kind: "handle"; id: string; handle: Handle };

interface Hold {
  grip: Grip;
  start: Point;
  isDrag: boolean;
}

export interface GestureState {
  /** Where each finger is, by pointer id. */
  readonly fingers: ReadonlyMap<number, Point>;
  readonly hold: Hold | null;
  /** Where the middle button was last, while it pans. */
  readonly panFrom: Point | null;
}

/** The view that the fingers move on. */
export interface GestureSpace {
  view: Viewport;
  photo: Size;
  stage: Size;
}

export type Gesture =
  /** A finger lies on a grip and has moved; from where it came down to where it is, in photo pixels. */
  | { kind: "drag"; grip: Grip; from: Point; to: Point }
  /** It was lifted: what was dragged stays. */
  | { kind: "drop"; grip: Grip; from: Point; to: Point }
  /** It came down and was lifted in the same place, in photo pixels. */
  | { kind: "tap"; grip: Grip; at: Point }
  /** A second finger came, or the system took over: what was dragged goes back. */
  | { kind: "cancel" }
  | { kind: "view"; view: Viewport };

/** The next state, and the gesture that it completes; null when there is none. */
export interface GestureStep {
  state: GestureState;
  gesture: Gesture | null;
}

interface Pointer {
  id: number;
  at: Point;
}

/** A finger may tremble this far within a tap. */
const tapSlackPx = 6;

export const noGesture: GestureState = { fingers: new Map(), hold: null, panFrom: null };

export function pointerDown(state: GestureState, { id, at }: Pointer, grip: Grip): GestureStep {
  const fingers = new Map(state.fingers).set(id, at);
  if (fingers.size > 1) return cancelGesture({ ...state, fingers });
  return { state: { ...state, fingers, hold: { grip, start: at, isDrag: false } }, gesture: null };
}

/** The middle button holds the photo, as in maps. */
export function startPan(state: GestureState, at: Point): GestureStep {
  return cancelGesture({ ...state, panFrom: at });
}

export function pointerMove(state: GestureState, { id, at }: Pointer, space: GestureSpace): GestureStep {
  if (state.panFrom) return panBy(state, state.panFrom, at, space);
  const before = state.fingers.get(id);
  if (!before) return { state, gesture: null };
  const next = { ...state, fingers: new Map(state.fingers).set(id, at) };
  if (next.fingers.size > 1) return { state: next, gesture: pinch(state, { id, at }, space) };
  return next.hold ? drag(next, next.hold, at, space.view) : { state: next, gesture: null };
}

export function pointerUp(state: GestureState, { id, at }: Pointer, { view }: GestureSpace): GestureStep {
  const { hold } = state;
  if (!state.fingers.has(id)) return { state: { ...state, panFrom: null }, gesture: null };
  const next: GestureState = { fingers: without(state.fingers, id), hold: null, panFrom: null };
  if (!hold) return { state: next, gesture: null };
  const [from, to] = [toPhoto(view, hold.start), toPhoto(view, at)];
  if (hold.isDrag) return { state: next, gesture: { kind: "drop", grip: hold.grip, from, to } };
  return { state: next, gesture: { kind: "tap", grip: hold.grip, at: to } };
}

/** The system took the pointer away. */
export function pointerLost(state: GestureState, id: number): GestureStep {
  return cancelGesture({ ...state, fingers: without(state.fingers, id), panFrom: null });
}

/** Lets go of what is held; a gesture only when something was being dragged. */
export function cancelGesture(state: GestureState): GestureStep {
  return { state: { ...state, hold: null }, gesture: state.hold?.isDrag ? { kind: "cancel" } : null };
}

function panBy(state: GestureState, from: Point, at: Point, { view, photo, stage }: GestureSpace): GestureStep {
  const moved = pan(view, { x: at.x - from.x, y: at.y - from.y }, photo, stage);
  return { state: { ...state, panFrom: at }, gesture: { kind: "view", view: moved } };
}

function drag(state: GestureState, hold: Hold, at: Point, view: Viewport): GestureStep {
  const isDrag = hold.isDrag || distance(at, hold.start) > tapSlackPx;
  if (!isDrag) return { state, gesture: null };
  const gesture: Gesture = { kind: "drag", grip: hold.grip, from: toPhoto(view, hold.start), to: toPhoto(view, at) };
  return { state: { ...state, hold: { ...hold, isDrag } }, gesture };
}

/**
 * Returns the view zoomed around the other finger, so that both keep the points of the photo that they are on. Fingers
 * that move together zoom out and in again, which adds up to panning.
 */
function pinch({ fingers }: GestureState, { id, at }: Pointer, { view, photo, stage }: GestureSpace): Gesture | null {
  const before = fingers.get(id);
  const other = [...fingers].find(([otherId]) => otherId !== id)?.[1];
  // A third finger only lies there.
  if (!before || !other || fingers.size > 2) return null;
  const factor = Math.max(1, distance(at, other)) / Math.max(1, distance(before, other));
  return { kind: "view", view: zoomAt(view, factor, other, photo, stage) };
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

function without(fingers: ReadonlyMap<number, Point>, id: number): ReadonlyMap<number, Point> {
  return new Map([...fingers].filter(([key]) => key !== id));
}
