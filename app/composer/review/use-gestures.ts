import { useRef, type PointerEvent, type RefObject } from "react";
import type { Point } from "~/composer/regions/regions";
import {
  cancelGesture,
  noGesture,
  pointerDown,
  pointerLost,
  pointerMove,
  pointerUp,
  startPan,
  type Gesture,
  type GestureSpace,
  type GestureState,
  type GestureStep,
  type Grip,
} from "./gestures";

/** Feeds the stage's pointer events to the gestures, and reports each gesture as it completes. */
export function useGestures(
  stage: RefObject<HTMLElement | null>,
  space: GestureSpace,
  onGesture: (gesture: Gesture) => void,
) {
  const state = useRef<GestureState>(noGesture);

  const pointOf = (event: PointerEvent) => pointOn(stage.current, event);
  const pointerOf = (event: PointerEvent) => ({ id: event.pointerId, at: pointOf(event) });

  const take = ({ state: next, gesture }: GestureStep): Gesture | null => {
    state.current = next;
    if (gesture) onGesture(gesture);
    return gesture;
  };

  const down = (grip: Grip) => (event: PointerEvent) => {
    event.stopPropagation();
    if (event.button > 1) return;
    stage.current?.setPointerCapture(event.pointerId);
    const pointer = pointerOf(event);
    if (event.button === 0) return void take(pointerDown(state.current, pointer, grip));
    // The middle button would scroll the page.
    event.preventDefault();
    take(startPan(state.current, pointer.at));
  };

  return {
    down,
    pointOf,
    onPointerMove: (event: PointerEvent) => void take(pointerMove(state.current, pointerOf(event), space)),
    onPointerUp: (event: PointerEvent) => void take(pointerUp(state.current, pointerOf(event), space)),
    onPointerCancel: (event: PointerEvent) => void take(pointerLost(state.current, event.pointerId)),
    /** Lets go of what is being dragged; false when nothing is. */
    cancel: () => take(cancelGesture(state.current)) !== null,
  };
}

/** Returns where a pointer is on an element, in its CSS pixels. */
function pointOn(element: HTMLElement | null, { clientX, clientY }: PointerEvent): Point {
  const box = element?.getBoundingClientRect();
  return { x: clientX - (box?.left ?? 0), y: clientY - (box?.top ?? 0) };
}
