/**
 * The drawings over the fill: heads and hearts of cut paper. Which one a region gets follows from its number alone, and a
 * little of the fill's colour is mixed in, so that a drawing sits in the photo's light.
 */
import type { Region } from "~/contract/photo";
import { mix, type Colour, type Layer } from "./scanline";

interface Paper {
  light: Colour;
  deep: Colour;
  ink: Colour;
}

/** Hues that nobody's skin has: a drawing says nothing about anybody. */
const papers: readonly Paper[] = [
  { light: [250, 222, 210], deep: [189, 92, 66], ink: [92, 42, 30] },
  { light: [222, 236, 218], deep: [96, 140, 108], ink: [40, 68, 50] },
  { light: [219, 233, 242], deep: [94, 138, 168], ink: [36, 62, 82] },
  { light: [251, 236, 200], deep: [205, 152, 62], ink: [96, 66, 18] },
  { light: [234, 224, 242], deep: [138, 112, 170], ink: [62, 46, 86] },
  { light: [245, 226, 226], deep: [176, 100, 116], ink: [84, 38, 50] },
];

/** The share of the fill's colour in a drawing. */
const tint = 0.28;

function paperOf(number: number, fill: Colour): Paper {
  const { light, deep, ink } = papers[number % papers.length]!;
  return { light: mix(light, fill, tint), deep: mix(deep, fill, tint), ink: mix(ink, fill, tint) };
}

/** Cuts of hair: each is the part of a head that the ellipse leaves. */
const haircuts = [
  { x: 0, y: 0.46, across: 0.84, down: 1.04 },
  { x: 0.26, y: 0.5, across: 1.02, down: 1.06 },
  { x: 0, y: 0.34, across: 1.1, down: 0.86 },
  { x: -0.26, y: 0.5, across: 1.02, down: 1.06 },
] as const;

/** A drawing, and the box that its layers fill. */
interface Drawing {
  box: Region;
  layers: Layer[];
}

/** An ellipse of one colour in a box, and what is drawn over it. */
export interface CoverDrawing {
  box: Region;
  colour: Colour;
  over: Drawing[];
}

/** A shorter side below this, in pixels, holds no drawing: its ellipse is of one colour. */
const minDrawnSidePx = 20;

/** Of a region's width: a head is no higher than that. */
const highestHead = 1.5;

/**
 * Returns what covers the ellipse of a region: a head, or paper with a heart.
 * @param number of the region in its photo, from 0
 * @param fill the mean colour of the fill in the region
 */
export function coverDrawing(
  box: Region,
  { number, fill, isHead }: { number: number; fill: Colour; isHead: boolean },
): CoverDrawing {
  const paper = paperOf(number, fill);
  const colour = mix(paper.light, paper.deep, 0.5);
  if (Math.min(box.width, box.height) < minDrawnSidePx) return { box, colour, over: [] };
  if (!isHead) return { box, colour, over: [heart(box, paper)] };
  const height = Math.min(box.height, highestHead * box.width);
  const width = Math.min(box.width, box.height);
  const isAll = width === box.width && height === box.height;
  const drawn = head(centred(box, width, height), number, paper);
  if (isAll) return { box, colour: paper.light, over: [drawn] };
  const skin = { box: drawn.box, layers: [{ ...whole, colour: paper.light }] };
  return { box, colour, over: [skin, drawn] };
}

const whole = { x: 0, y: 0, across: 1, down: 1 };

/** The drawing on the ellipse of a calm head: hair, cheeks, closed eyes and a mouth. */
function head(box: Region, number: number, { light, deep, ink }: Paper): Drawing {
  const line = mix(ink, deep, 0.25);
  const blush = mix(light, deep, 0.3);
  const eye = (x: number): Layer => ({
    ...{ x, y: 0.1, across: 0.17, down: 0.11, colour: line },
    without: { x, y: 0.04, across: 0.2, down: 0.11 },
  });
  const cheek = (x: number): Layer => ({ x, y: 0.34, across: 0.15, down: 0.1, colour: blush });
  const layers: Layer[] = [
    { ...whole, colour: deep, without: haircuts[number % haircuts.length]! },
    ...[cheek(-0.52), cheek(0.52), eye(-0.36), eye(0.36)],
    {
      ...{ x: 0, y: 0.44, across: 0.24, down: 0.17, colour: line },
      without: { x: 0, y: 0.35, across: 0.3, down: 0.18 },
    },
  ];
  return { box, layers };
}

/** A heart: two discs on the upper sides of a diamond. */
function heart(region: Region, { light: colour }: Paper): Drawing {
  const side = 0.62 * Math.min(region.width, region.height);
  const disc = Math.SQRT1_2 * half;
  const lobe = (x: number): Layer => ({ x, y: low - half / 2, across: disc, down: disc, colour });
  const layers: Layer[] = [
    { x: 0, y: low, across: half, down: half, tip: true, colour },
    lobe(-half / 2),
    lobe(half / 2),
  ];
  return { box: centred(region, side, side), layers };
}

/** Half a diagonal of the heart's diamond, and how far below the middle it lies, so that the whole fills its box. */
const half = 0.83;
const low = 0.17;

function centred({ x, y, width, height }: Region, across: number, down: number): Region {
  return { x: x + (width - across) / 2, y: y + (height - down) / 2, width: across, height: down };
}
