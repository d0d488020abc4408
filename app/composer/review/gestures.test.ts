import fc from "fast-check";
import { expect, test } from "vitest";
import {
  cancelGesture,
  noGesture,
  pointerDown,
  pointerLost,
  pointerMove,
  pointerRest,
  pointerUp,
  startPan,
  type Gesture,
  type GestureState,
  type GestureStep,
  type Grip,
  type Hold,
} from "./gestures";
import { fit, toPhoto, zoomAt } from "./viewport";

const photo = { width: 4000, height: 3000 };
const stage = { width: 400, height: 300 };
/** Ten photo pixels to one of the stage, at its top left corner. */
const space = { view: fit(photo, stage), photo, stage };
const zoomedSpace = { ...space, view: zoomAt(space.view, 4, { x: 200, y: 150 }, photo, stage) };
const region: Grip = { kind: "region", id: "a" };
const held: Hold = { grip: region, drag: "edit" };
const panning: Hold = { grip: { kind: "photo" }, drag: "pan" };

type Step = (state: GestureState) => GestureStep;
const down =
  (id: number, x: number, y: number, hold: Hold = held): Step =>
  (state) =>
    pointerDown(state, { id, at: { x, y }, timeMs: 0, isPrimary: state.fingers.size === 0 }, hold);
const move =
  (id: number, x: number, y: number, on = space, timeMs = 1_000): Step =>
  (state) =>
    pointerMove(state, { id, at: { x, y }, timeMs }, on);
const up =
  (id: number, x: number, y: number): Step =>
  (state) =>
    pointerUp(state, { id, at: { x, y } }, space);

/** Runs the steps and returns the gestures that they complete, in order. */
function gestures(...steps: Step[]): Gesture[] {
  let state = noGesture;
  return steps.flatMap((step) => {
    const { state: next, gesture } = step(state);
    state = next;
    return gesture ?? [];
  });
}

test("a finger that trembles within six pixels taps, in the photo's pixels", () => {
  expect(gestures(down(1, 10, 20), move(1, 14, 23), up(1, 14, 23))).toEqual([
    { kind: "tap", grip: region, at: { x: 140, y: 230 } },
  ]);
});

test("a first finger is alone, also when the browser never said that the one before it was lifted", () => {
  const first: Step = (state) => pointerDown(state, { id: 2, at: { x: 10, y: 20 }, timeMs: 0, isPrimary: true }, held);
  const tap = { kind: "tap", grip: region, at: { x: 100, y: 200 } };
  expect(gestures(down(1, 50, 50), first, up(2, 10, 20))).toEqual([tap]);
  const drags = gestures(down(1, 50, 50), move(1, 90, 50), first, up(2, 10, 20));
  expect(drags.map(({ kind }) => kind)).toEqual(["drag", "cancel", "tap"]);
});

test("a finger that moves further drags, and drops when it is lifted", () => {
  const [from, to] = [
    { x: 100, y: 200 },
    { x: 500, y: 600 },
  ];
  expect(gestures(down(1, 10, 20), move(1, 50, 60), up(1, 50, 60))).toEqual([
    { kind: "drag", grip: region, from, to },
    { kind: "drop", grip: region, from, to },
  ]);
});

test("a drag that comes back to its start is still a drag", () => {
  const kinds = gestures(down(1, 10, 20), move(1, 50, 60), move(1, 10, 20), up(1, 10, 20)).map(({ kind }) => kind);
  expect(kinds).toEqual(["drag", "drag", "drop"]);
});

test("one finger that may not edit pans the photo with it, and drops nothing", () => {
  const [pan, ...more] = gestures(down(1, 200, 150, panning), move(1, 210, 140, zoomedSpace), up(1, 210, 140));
  if (pan?.kind !== "view") throw new Error("no view");
  expect(pan.view.x).toBeCloseTo(zoomedSpace.view.x + 10, 6);
  expect(pan.view.y).toBeCloseTo(zoomedSpace.view.y - 10, 6);
  expect(more).toEqual([]);
});

test("a finger that rests draws from where it came down, be it over a region", () => {
  const overRegion: Hold = { grip: region, drag: "pan" };
  const kinds = gestures(down(1, 10, 20, overRegion), pointerRest, move(1, 50, 60), up(1, 50, 60));
  expect(kinds.map(({ kind }) => kind)).toEqual(["rest", "drag", "drop"]);
  expect(kinds.at(-1)).toMatchObject({ grip: { kind: "photo" }, from: { x: 100, y: 200 }, to: { x: 500, y: 600 } });
});

test("a finger that pans, or that holds what it can move, never starts to draw", () => {
  expect(gestures(down(1, 10, 20, panning), move(1, 50, 60), pointerRest).map(({ kind }) => kind)).toEqual(["view"]);
  expect(gestures(down(1, 10, 20), pointerRest)).toEqual([]);
  expect(gestures(down(1, 10, 20, panning), down(2, 90, 90), pointerRest)).toEqual([]);
});

test("a finger that moved in time pans, though a busy page hears of it after the rest", () => {
  const late = move(1, 50, 60, zoomedSpace, 100);
  expect(gestures(down(1, 10, 20, panning), pointerRest, late).map(({ kind }) => kind)).toEqual(["rest", "view"]);
});

test("a second finger ends what a resting one would have drawn", () => {
  const kinds = gestures(
    down(1, 10, 20, panning),
    pointerRest,
    down(2, 200, 200),
    move(1, 50, 60, zoomedSpace),
    up(1, 50, 60),
  );
  expect(kinds.map(({ kind }) => kind)).toEqual(["rest", "cancel", "view"]);
});

test("two fingers never edit, whatever each came down on and however long it rests", () => {
  const anyHold = fc.constantFrom(held, panning, { grip: { kind: "photo" }, drag: "edit" } as Hold);
  const anyPoint = fc.record({ x: fc.integer({ min: 0, max: 400 }), y: fc.integer({ min: 0, max: 300 }) });
  fc.assert(
    fc.property(anyHold, anyHold, fc.array(anyPoint, { maxLength: 12 }), (first, second, points) => {
      const moves = points.map(({ x, y }, index) => move(1 + (index % 2), x, y, zoomedSpace));
      const all = gestures(
        down(1, 100, 100, first),
        down(2, 200, 100, second),
        pointerRest,
        ...moves,
        up(1, 0, 0),
        up(2, 0, 0),
      );
      expect(all.every(({ kind }) => kind === "view")).toBe(true);
    }),
  );
});

test("a second finger cancels a drag, and neither finger edits from then on", () => {
  const kinds = gestures(
    down(1, 10, 20),
    move(1, 50, 60),
    down(2, 200, 200),
    up(2, 200, 200),
    move(1, 90, 90),
    up(1, 90, 90),
  ).map(({ kind }) => kind);
  expect(kinds).toEqual(["drag", "cancel"]);
});

test("a second finger that comes before any drag cancels nothing", () => {
  expect(gestures(down(1, 10, 20), down(2, 200, 200))).toEqual([]);
});

test("two fingers that part by half zoom in by as much", () => {
  const [pinch] = gestures(down(1, 100, 100), down(2, 200, 100), move(2, 250, 100, zoomedSpace));
  if (pinch?.kind !== "view") throw new Error("no view");
  expect(pinch.view.scale).toBeCloseTo(zoomedSpace.view.scale * 1.5, 9);
});

test("two fingers that move together pan as far, and do not zoom", () => {
  const steps = [down(1, 100, 100), down(2, 200, 100)];
  let state = steps.reduce((before, step) => step(before).state, noGesture);
  let { view } = zoomedSpace;
  for (const [id, x] of [
    [1, 110],
    [2, 210],
  ] as const) {
    const next = pointerMove(state, { id, at: { x, y: 100 }, timeMs: 0 }, { ...zoomedSpace, view });
    state = next.state;
    if (next.gesture?.kind === "view") view = next.gesture.view;
  }
  expect(view.scale).toBeCloseTo(zoomedSpace.view.scale, 9);
  expect(view.x).toBeCloseTo(zoomedSpace.view.x + 10, 6);
});

test("a third finger changes nothing", () => {
  expect(gestures(down(1, 10, 10), down(2, 100, 10), down(3, 50, 50), move(3, 80, 90))).toEqual([]);
});

test("the middle button pans the photo with the pointer", () => {
  const at = { x: 200, y: 150 };
  const { state } = startPan(noGesture, at);
  const { gesture } = pointerMove(state, { id: 1, at: { x: 210, y: 140 }, timeMs: 0 }, zoomedSpace);
  if (gesture?.kind !== "view") throw new Error("no view");
  const [held, now] = [toPhoto(zoomedSpace.view, at), toPhoto(gesture.view, { x: 210, y: 140 })];
  expect(now.x).toBeCloseTo(held.x, 6);
  expect(now.y).toBeCloseTo(held.y, 6);
});

test("panning ends when the middle button is released", () => {
  const { state } = startPan(noGesture, { x: 200, y: 150 });
  const released = pointerUp(state, { id: 1, at: { x: 0, y: 0 } }, space);
  expect(pointerMove(released.state, { id: 1, at: { x: 9, y: 9 }, timeMs: 0 }, space).gesture).toBeNull();
});

test("a pointer that the system takes away cancels its drag", () => {
  expect(gestures(down(1, 10, 20), move(1, 50, 60), (state) => pointerLost(state, 1)).at(-1)).toEqual({
    kind: "cancel",
  });
  expect(gestures(down(1, 10, 20), (state) => pointerLost(state, 1))).toEqual([]);
});

test("Escape cancels a drag once", () => {
  expect(gestures(down(1, 10, 20), move(1, 50, 60), cancelGesture, cancelGesture).map(({ kind }) => kind)).toEqual([
    "drag",
    "cancel",
  ]);
});

test("whatever the fingers do, no finger is left behind once all are lifted, and a drag always ends", () => {
  const anyStep = fc.record({
    kind: fc.constantFrom("down", "move", "up", "lost"),
    id: fc.integer({ min: 1, max: 3 }),
    at: fc.record({ x: fc.integer({ min: 0, max: 400 }), y: fc.integer({ min: 0, max: 300 }) }),
  });
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 40 }), (steps) => {
      let state = noGesture;
      let isDragging = false;
      const take = ({ state: next, gesture }: GestureStep) => {
        state = next;
        if (gesture?.kind === "drag") isDragging = true;
        if (gesture?.kind === "drop" || gesture?.kind === "cancel") isDragging = false;
      };
      for (const { kind, id, at } of steps) {
        if (kind === "down" && !state.fingers.has(id)) {
          const pointer = { id, at, timeMs: 0, isPrimary: state.fingers.size === 0 };
          take(pointerDown(state, pointer, id === 2 ? panning : held));
        }
        if (kind === "move") take(pointerMove(state, { id, at, timeMs: 0 }, space));
        if (kind === "up") take(pointerUp(state, { id, at }, space));
        if (kind === "lost") take(pointerLost(state, id));
      }
      for (const id of [1, 2, 3]) take(pointerUp(state, { id, at: { x: 0, y: 0 } }, space));
      expect(state.fingers.size).toBe(0);
      expect(isDragging).toBe(false);
    }),
  );
});
