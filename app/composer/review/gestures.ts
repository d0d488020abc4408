/**
 * Pointer gestures on the stage, as a pure state machine. One pointer taps, and drags what it holds or pans; a finger that
 * rests draws; two fingers zoom and pan and never edit; the middle button pans. Points are in stage pixels unless said
 * otherwise.
 */
import type { Handle, Point } from "~/composer/regions/regions";
import type { Size } from "~/contract/photo";
import { pan, toPhoto, zoomAt, type Viewport } from "./viewport";

/** The target that a pointer took hold of. */
export type Grip = { kind: "photo" } | { kind: "region"; id: string } | { kind: "handle"; id: string; handle: Handle };

/** A pointer's hold: the part of the stage that it grips, and the effect of a drag from there. */
export interface Hold {
  grip: Grip;
  drag: "edit" | "pan";
}

interface HeldPointer extends Hold {
  start: Point;
  /** Where it was last. */
  at: Point;
  isDrag: boolean;
  startMs: number;
  /** The hold before it rested, from when on it draws; null while it has not rested. */
  beforeRest: Hold | null;
}

export interface GestureState {
  /** Where each finger is, by pointer id. */
  readonly fingers: ReadonlyMap<number, Point>;
  readonly hold: HeldPointer | null;
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
  /** It rests where it came down: from now on it draws. */
  | { kind: "rest" }
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
  /** Of the event's time stamp, in milliseconds. */
  timeMs: number;
}

/** A finger that stays in place this long rests: a little less than Android's long press. */
export const restAfterMs = 450;

/** A finger may tremble this far within a tap. */
const tapSlackPx = 6;

export const noGesture: GestureState = { fingers: new Map(), hold: null, panFrom: null };

/** @param pointer `isPrimary` of the first finger: what still lies there then was lifted unseen, and is let go of */
export function pointerDown(
  state: GestureState,
  { id, at, timeMs, isPrimary }: Pointer & { isPrimary: boolean },
  hold: Hold,
): GestureStep {
  const before = isPrimary ? cancelGesture({ ...state, fingers: new Map() }) : { state, gesture: null };
  const fingers = new Map(before.state.fingers).set(id, at);
  if (fingers.size > 1) return cancelGesture({ ...state, fingers });
  const held: HeldPointer = { ...hold, start: at, at, isDrag: false, startMs: timeMs, beforeRest: null };
  return { state: { ...before.state, fingers, hold: held }, gesture: before.gesture };
}

/** The pointer has rested on what it would have panned: it draws, be it over a region. */
export function pointerRest(state: GestureState): GestureStep {
  const { hold } = state;
  if (!hold || hold.isDrag || hold.drag === "edit") return { state, gesture: null };
  const { grip, drag } = hold;
  const drawing: HeldPointer = { ...hold, grip: { kind: "photo" }, drag: "edit", beforeRest: { grip, drag } };
  return { state: { ...state, hold: drawing }, gesture: { kind: "rest" } };
}

/** The middle button holds the photo, as in maps. */
export function startPan(state: GestureState, at: Point): GestureStep {
  return cancelGesture({ ...state, panFrom: at });
}

export function pointerMove(state: GestureState, pointer: Pointer, space: GestureSpace): GestureStep {
  const { id, at } = pointer;
  if (state.panFrom) return panBy(state, state.panFrom, at, space);
  const before = state.fingers.get(id);
  if (!before) return { state, gesture: null };
  const next = { ...state, fingers: new Map(state.fingers).set(id, at) };
  if (next.fingers.size > 1) return { state: next, gesture: pinch(state, { id, at }, space) };
  return next.hold ? drag(next, sinceRest(next.hold, pointer), at, space) : { state: next, gesture: null };
}

export function pointerUp(
  state: GestureState,
  { id, at }: Omit<Pointer, "timeMs">,
  { view }: GestureSpace,
): GestureStep {
  const { hold } = state;
  if (!state.fingers.has(id)) return { state: { ...state, panFrom: null }, gesture: null };
  const next: GestureState = { fingers: without(state.fingers, id), hold: null, panFrom: null };
  if (!hold) return { state: next, gesture: null };
  if (hold.isDrag && hold.drag === "pan") return { state: next, gesture: null };
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
  const { hold } = state;
  const isEditing = hold !== null && hold.drag === "edit" && (hold.isDrag || hold.beforeRest !== null);
  return { state: { ...state, hold: null }, gesture: isEditing ? { kind: "cancel" } : null };
}

function panBy(state: GestureState, from: Point, at: Point, space: GestureSpace): GestureStep {
  return { state: { ...state, panFrom: at }, gesture: { kind: "view", view: pannedView(from, at, space) } };
}

/** A page that was busy hears of a move only after the rest: the move's own time says that the finger never rested. */
function sinceRest(hold: HeldPointer, { timeMs }: Pointer): HeldPointer {
  const { beforeRest, isDrag, startMs } = hold;
  if (beforeRest === null || isDrag || timeMs - startMs >= restAfterMs) return hold;
  return { ...hold, ...beforeRest, beforeRest: null };
}

function drag(state: GestureState, hold: HeldPointer, at: Point, space: GestureSpace): GestureStep {
  const isDrag = hold.isDrag || distance(at, hold.start) > tapSlackPx;
  if (!isDrag) return { state, gesture: null };
  const next = { ...state, hold: { ...hold, at, isDrag } };
  if (hold.drag === "pan") return { state: next, gesture: { kind: "view", view: pannedView(hold.at, at, space) } };
  const [from, to] = [toPhoto(space.view, hold.start), toPhoto(space.view, at)];
  return { state: next, gesture: { kind: "drag", grip: hold.grip, from, to } };
}

function pannedView(from: Point, to: Point, { view, photo, stage }: GestureSpace): Viewport {
  return pan(view, { x: to.x - from.x, y: to.y - from.y }, photo, stage);
}

/**
 * Returns the view zoomed around the other finger, so that both keep the points of the photo that they are on. Fingers
 * that move together zoom out and in again, which adds up to panning.
 */
function pinch(
  { fingers }: GestureState,
  { id, at }: Pick<Pointer, "id" | "at">,
  { view, photo, stage }: GestureSpace,
): Gesture | null {
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
