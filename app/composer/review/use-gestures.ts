import { useEffect, useRef, type PointerEvent, type RefObject } from "react";
import type { Point } from "~/composer/regions/regions";
import {
  cancelGesture,
  noGesture,
  pointerDown,
  pointerLost,
  pointerMove,
  pointerRest,
  pointerUp,
  restAfterMs,
  startPan,
  type Gesture,
  type GestureSpace,
  type GestureState,
  type GestureStep,
  type Hold,
} from "./gestures";

/**
 * Feeds the stage's pointer events to the gestures, and reports each gesture as it completes, with the time of its event in
 * milliseconds.
 */
export function useGestures(
  stage: RefObject<HTMLElement | null>,
  space: GestureSpace,
  onGesture: (gesture: Gesture, timeMs: number) => void,
) {
  const state = useRef<GestureState>(noGesture);
  const rest = useTimer(restAfterMs);
  const pointOf = (event: PointerEvent) => pointOn(stage.current, event);
  const pointerOf = (event: PointerEvent) => ({ id: event.pointerId, at: pointOf(event), timeMs: event.timeStamp });

  const take = ({ state: next, gesture }: GestureStep, timeMs = 0): Gesture | null => {
    state.current = next;
    if (next.hold === null || next.hold.isDrag) rest.stop();
    if (gesture) onGesture(gesture, timeMs);
    return gesture;
  };
  const down = (hold: Hold) => (event: PointerEvent) => {
    event.stopPropagation();
    if (event.button > 1) return;
    stage.current?.setPointerCapture(event.pointerId);
    const pointer = pointerOf(event);
    if (event.button === 0) {
      rest.start(() => take(pointerRest(state.current)));
      return void take(pointerDown(state.current, { ...pointer, isPrimary: event.isPrimary }, hold));
    }
    // The middle button would scroll the page.
    event.preventDefault();
    take(startPan(state.current, pointer.at));
  };
  return {
    down,
    pointOf,
    onPointerMove: (event: PointerEvent) => void take(pointerMove(state.current, pointerOf(event), space)),
    onPointerUp: (event: PointerEvent) => void take(pointerUp(state.current, pointerOf(event), space), event.timeStamp),
    onPointerCancel: (event: PointerEvent) => void take(pointerLost(state.current, event.pointerId)),
    /** Lets go of what is being dragged; false when nothing is. */
    cancel: () => take(cancelGesture(state.current)) !== null,
  };
}

/** One timer, which stops with the component. */
function useTimer(delayMs: number) {
  const timer = useRef<ReturnType<typeof setTimeout>>();
  useEffect(() => () => clearTimeout(timer.current), []);
  return {
    start: (onOver: () => void) => {
      clearTimeout(timer.current);
      timer.current = setTimeout(onOver, delayMs);
    },
    stop: () => clearTimeout(timer.current),
  };
}

/** Returns where a pointer is on an element, in its CSS pixels. */
function pointOn(element: HTMLElement | null, { clientX, clientY }: PointerEvent): Point {
  const box = element?.getBoundingClientRect();
  return { x: clientX - (box?.left ?? 0), y: clientY - (box?.top ?? 0) };
}
