/**
 * The brush for what no ellipse fits: number plates, badges, tattoos. A painted stroke becomes one region of many small boxes.
 * Pure.
 */
import type { Region, Size } from "~/contract/photo";
import { clampRegion } from "~/imaging/geometry";
import { minSidePx, type EditorRegion, type Point } from "./regions";

/** A stroke of a round brush: its way and its radius, in photo pixels. */
export interface Stroke {
  points: readonly Point[];
  radius: number;
}

/** The most boxes of one stroke: a photo may declare 500 regions, and a scribble over a face needs about 20. */
const maxBoxes = 40;

/** Boxes are this much finer than the brush, where a stroke does not need too many: the steps at its rim are 4 px of a screen. */
const finerThanBrush = 4;

/** Discs along a stroke lie this far apart, as a share of the radius. */
const discStep = 0.25;

/** Returns the region that a stroke paints; null when none of it lies in the photo. */
export function regionOfStroke(stroke: Stroke, photo: Size, id: string): EditorRegion | null {
  const boxes = boxesOfStroke(stroke, photo);
  if (boxes.length === 0) return null;
  const box = around(boxes);
  const parts = boxes.map(({ x, y, width, height }) => ({
    x: (x - box.x) / box.width,
    y: (y - box.y) / box.height,
    width: width / box.width,
    height: height / box.height,
  }));
  return { ...box, id, shape: "rectangle", parts, isOn: true, isDoubtful: false };
}

/**
 * Returns boxes in the photo, in its pixels, which hold every point that a stroke paints, and little else. They do not overlap. A
 * stroke that would need too many is covered by larger ones.
 */
export function boxesOfStroke({ points, radius }: Stroke, photo: Size): Region[] {
  const discs = discsAlong(points, radius * discStep);
  // A disc halfway between two paints a little further than either: larger ones hold it.
  const reach = Math.max(minSidePx / 2, radius * (1 + discStep / 2));
  for (let cell = Math.max(minSidePx, radius / finerThanBrush); ; cell *= 1.5) {
    const boxes = merged(rowsOf(discs, reach, cell)).flatMap((box) => clampRegion(box, photo) ?? []);
    if (boxes.length <= maxBoxes) return boxes;
  }
}

/** Returns the points of a way, and as many between them that none is further than a step from the next. */
function discsAlong(points: readonly Point[], step: number): Point[] {
  return points.flatMap((to, index) => {
    const from = points[index - 1];
    if (!from) return [to];
    const count = Math.max(1, Math.ceil(Math.hypot(to.x - from.x, to.y - from.y) / step));
    return Array.from({ length: count }, (_, n) => {
      const share = (n + 1) / count;
      return { x: from.x + share * (to.x - from.x), y: from.y + share * (to.y - from.y) };
    });
  });
}

/** Returns the cells of a grid that discs touch, as the runs of each of its rows, from the top. */
function rowsOf(discs: readonly Point[], radius: number, cell: number): Region[] {
  const rows = new Map<number, Run[]>();
  for (const { x, y } of discs) {
    for (let row = Math.floor((y - radius) / cell); row * cell < y + radius; row++) {
      const away = Math.max(0, row * cell - y, y - (row + 1) * cell);
      const half = Math.sqrt(Math.max(0, radius * radius - away * away));
      const run = { start: Math.floor((x - half) / cell), end: Math.ceil((x + half) / cell) };
      rows.set(row, [...(rows.get(row) ?? []), run]);
    }
  }
  return [...rows]
    .sort(([a], [b]) => a - b)
    .flatMap(([row, runs]) =>
      joined(runs).map(({ start, end }) => ({
        x: start * cell,
        y: row * cell,
        width: (end - start) * cell,
        height: cell,
      })),
    );
}

/** Cells of a row: from `start` up to, not including, `end`. */
interface Run {
  start: number;
  end: number;
}

/** Returns the same cells as runs that do not touch. */
function joined(runs: readonly Run[]): Run[] {
  const apart: Run[] = [];
  for (const { start, end } of runs.toSorted((a, b) => a.start - b.start)) {
    const last = apart.at(-1);
    if (last && start <= last.end) last.end = Math.max(last.end, end);
    else apart.push({ start, end });
  }
  return apart;
}

/** Returns fewer boxes of the same area: those that lie under each other with the same sides are one. */
function merged(boxes: readonly Region[]): Region[] {
  const columns: Region[] = [];
  for (const box of boxes) {
    const above = columns.find(
      ({ x, y, width, height }) => x === box.x && width === box.width && Math.abs(y + height - box.y) < box.height / 2,
    );
    if (above) above.height += box.height;
    else columns.push({ ...box });
  }
  return columns;
}

function around(boxes: readonly Region[]): Region {
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  const right = Math.max(...boxes.map((box) => box.x + box.width));
  const bottom = Math.max(...boxes.map((box) => box.y + box.height));
  return { x, y, width: right - x, height: bottom - y };
}
