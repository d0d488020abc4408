/**
 * The look of a region: a drawing over the fill, row by row. It reads the fill and the regions' geometry, never the picture,
 * so that whatever is drawn is computed from outside the regions like the fill itself.
 */
import type { CoverStyle, Pixels, Region, Size } from "~/contract/photo";
import { clampRegion, type RedactionRegion, type Span } from "~/imaging/geometry";
import { coverDrawing, type CoverDrawing } from "./drawings";
import { ownersOf } from "./owners";
import type { RowReader } from "./pyramid";
import { paintLayers, type Colour, type CoveredRun } from "./scanline";
import { solidColours } from "./solid";
import { paintTiles } from "./tiles";

/** Paints a run: red, green and blue of its pixels. */
type Painter = (run: CoveredRun, into: Float32Array) => void;

/**
 * Returns a reader of the colours that regions have in a style, before their edges are mixed into the picture.
 * @param readFill the fill of the same picture, mask and regions
 */
export function coverReaderOf(
  {
    pixels,
    mask,
    regions,
    style,
  }: { pixels: Pixels; mask: Uint8Array; regions: readonly RedactionRegion[]; style: CoverStyle },
  readFill: RowReader,
): RowReader {
  if (style === "soft") return readFill;
  const owners = ownersOf(pixels, regions);
  const painters: (Painter | undefined)[] = [];
  const newPainter = painterMaker({ pixels, mask, regions, style }, readFill);
  return (y, start, end, into) => {
    const row = y * pixels.width;
    for (let from = start, to = start; from < end; from = to) {
      const owner = owners[row + from]!;
      while (to < end && owners[row + to] === owner) to++;
      const part = into.subarray((from - start) * 3, (to - start) * 3);
      if (owner === 0) readFill(y, from, to, part);
      else (painters[owner] ??= newPainter(owner - 1))({ y, start: from, end: to }, part);
    }
  };
}

/** Returns what makes the painter of a region, by its index. Rectangles are no faces: where others are drawn, they are plain. */
function painterMaker(
  { pixels, mask, regions, style }: Parameters<typeof coverReaderOf>[0],
  readFill: RowReader,
): (index: number) => Painter {
  let colours: Colour[] | null = null;
  return (index) => {
    const region = regions[index]!;
    // What belongs to a region lies in the picture.
    const box = clampRegion(region, pixels)!;
    if (style === "tiles") return (run, into) => paintTiles(box, { run, picture: pixels, readFill }, into);
    if (style === "solid" || region.shape === "rectangle") {
      colours ??= solidColours(pixels, mask, regions);
      const colour = colours[index]!;
      return region.shape === "rectangle" ? plainPainter(colour) : drawingPainter({ box, colour, over: [] }, readFill);
    }
    const colour = meanFill(box, pixels, readFill);
    return drawingPainter(coverDrawing(box, { number: index, fill: colour, isHead: style === "heads" }), readFill);
  };
}

function plainPainter(colour: Colour): Painter {
  return (run, into) => fillColour(colour, into);
}

/** Most of a run lies inside the ellipse: neither the fill nor a rim is computed there. */
function drawingPainter({ box, colour, over }: CoverDrawing, readFill: RowReader): Painter {
  const ellipse = [{ x: 0, y: 0, across: 1, down: 1, colour }];
  const paintRim = ({ y, start, end }: CoveredRun, into: Float32Array) => {
    if (start >= end) return;
    readFill(y, start, end, into);
    paintLayers(ellipse, box, { y, start, end }, into);
  };
  return ({ y, start, end }, into) => {
    const inner = innerRun(box, { y, start, end });
    const [from, to] = [(inner.start - start) * 3, (inner.end - start) * 3];
    paintRim({ y, start, end: inner.start }, into.subarray(0, from));
    fillColour(colour, into.subarray(from, to));
    paintRim({ y, start: inner.end, end }, into.subarray(to));
    for (const drawing of over) paintLayers(drawing.layers, drawing.box, { y, start, end }, into);
  };
}

/** Returns the pixels of a run that lie wholly in the ellipse of a box. */
function innerRun({ x, y: top, width, height }: Region, { y, start, end }: CoveredRun): Span {
  const away = Math.max(Math.abs(y - top - height / 2), Math.abs(y + 1 - top - height / 2)) / (height / 2);
  const half = away >= 1 ? 0 : (Math.sqrt(1 - away * away) * width) / 2;
  const from = Math.min(end, Math.max(start, Math.ceil(x + width / 2 - half)));
  return { start: from, end: Math.max(from, Math.min(end, Math.floor(x + width / 2 + half))) };
}

function fillColour([red, green, blue]: Colour, into: Float32Array): void {
  for (let to = 0; to < into.length; to += 3) {
    into[to] = red;
    into[to + 1] = green;
    into[to + 2] = blue;
  }
}

/** Points across and down at which the fill is read for its mean: it is smooth. */
const meanPoints = 5;

function meanFill(box: Region, picture: Size, readFill: RowReader): Colour {
  const sum: [number, number, number] = [0, 0, 0];
  const colour = new Float32Array(3);
  for (let point = 0; point < meanPoints ** 2; point++) {
    const across = (Math.floor(point / meanPoints) + 0.5) / meanPoints;
    const down = ((point % meanPoints) + 0.5) / meanPoints;
    const x = Math.min(picture.width - 1, Math.floor(box.x + across * box.width));
    readFill(Math.min(picture.height - 1, Math.floor(box.y + down * box.height)), x, x + 1, colour);
    for (let c = 0; c < 3; c++) sum[c]! += colour[c]! / meanPoints ** 2;
  }
  return sum;
}
