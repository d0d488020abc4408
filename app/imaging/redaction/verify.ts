/**
 * Whether the declared regions of a public copy are really redacted. Pure. A region passes in one of two ways: it equals,
 * but for grain and the error of coding, what its style computes from the pixels outside all regions; or, where no style was
 * declared, it is one colour.
 */
import type { CoverStyle, DeclaredRegion, Pixels, Region } from "~/contract/photo";
import { liesInside, type RedactionRegion } from "~/imaging/geometry";
import { coveredRowReaderOf } from "./fill";
import { differencesOf, type RegionDifference } from "./region-difference";

/** Whether each declared region is really redacted; else the indexes of those that are not. */
export type RedactionVerdict = { kind: "redacted" } | { kind: "not_redacted"; regions: number[] };

/** The most that grain and coding leave in a region, in levels of 0..255. */
interface Tolerance {
  /** The shorter side of the regions it is for, in pixels: up to this. */
  side: number;
  /** Mean error of a cell against the fill; and root mean square over all cells, and over all pixels' luminance. */
  cell: number;
  cells: number;
  pixels: number;
  /** Standard deviation of one colour: of its pixels' luminance, and of its cells in each channel. */
  plain: number;
  plainCells: number;
}

/**
 * Measured on 460 regions of crowds and everyday photos, coded as JPEG of quality 0.7 to 0.95 and WebP of 0.7 and 0.85: the
 * worst that a true redaction left, and a fifth more. JPEG's blocks are 8 and 16 pixels, so small regions take in more.
 */
const tolerances: Tolerance[] = [
  { side: 32, cell: 11.5, cells: 4.2, pixels: 4.7, plain: 5.8, plainCells: 5.8 },
  { side: 48, cell: 7, cells: 2.8, pixels: 3, plain: 2.4, plainCells: 2.6 },
  { side: Infinity, cell: 5, cells: 2, pixels: 2.4, plain: 1, plainCells: 2.1 },
];

/**
 * Coding blurs the rims of what is drawn. Measured in the same way on JPEG of quality 0.8 and 0.88 and WebP of 0.85, finer than
 * what is asked of a soft fill: to take in a coarser coding would take in a face's faint outlines, too.
 */
const drawnPixels = [
  { side: 32, pixels: 7 },
  { side: 48, pixels: 6 },
  { side: 96, pixels: 4.7 },
  { side: Infinity, pixels: 4 },
];

/**
 * Checks each declared region of a public copy over the ellipse inside it, and a rectangle up to its corners. In style soft a
 * region need not state its shape: one that was not filled as an ellipse may have been filled as a rectangle. What is no region
 * of the picture never passes.
 * @param copy the decoded public copy; regions in its pixels
 */
export function verifyRedaction(copy: Pixels, regions: readonly DeclaredRegion[], style: CoverStyle): RedactionVerdict {
  const asEllipses = verifyShapes(copy, regions, style);
  // Clients that declare another style declare the shapes, too.
  if (asEllipses.kind === "redacted" || style !== "soft") return asEllipses;
  const failed = new Set(asEllipses.regions);
  return verifyShapes(
    copy,
    regions.map((region, index) => (failed.has(index) ? { shape: "rectangle", ...region } : region)),
    style,
  );
}

function verifyShapes(copy: Pixels, regions: readonly RedactionRegion[], style: CoverStyle): RedactionVerdict {
  const real = regions.filter((region) => liesInside(region, copy));
  const redacted = new Set(real.length === 0 ? [] : redactedOf(copy, real, style));
  const failed = regions.flatMap((region, index) => (redacted.has(region) ? [] : [index]));
  return failed.length === 0 ? { kind: "redacted" } : { kind: "not_redacted", regions: failed };
}

/** Returns those of the regions that are redacted; all lie inside the picture. */
function redactedOf(copy: Pixels, regions: readonly RedactionRegion[], style: CoverStyle): RedactionRegion[] {
  const tolerances = regions.map((region) => toleranceOf(region, style));
  const looked = regions.map((region, index) => ({ region, hopeless: tolerances[index]!.cell }));
  const differences = differencesOf(copy, looked, coveredRowReaderOf(copy, { regions, style }));
  return regions.filter((_region, index) => isRedacted(differences[index]!, tolerances[index]!, style));
}

function toleranceOf({ width, height }: Region, style: CoverStyle): Tolerance {
  const isFor = ({ side }: { side: number }) => Math.min(width, height) <= side;
  const tolerance = tolerances.find(isFor)!;
  const isDrawn = style !== "soft" && style !== "solid";
  return isDrawn ? { ...tolerance, pixels: drawnPixels.find(isFor)!.pixels } : tolerance;
}

function isRedacted(found: RegionDifference, tolerance: Tolerance, style: CoverStyle): boolean {
  const isAsFilled =
    found.worstCell <= tolerance.cell && found.cells <= tolerance.cells && found.pixels <= tolerance.pixels;
  const isPlain = found.deviation <= tolerance.plain && found.cellDeviation <= tolerance.plainCells;
  // Before styles were declared, a region of any one colour passed: those clients say nothing, which is soft.
  return isAsFilled || (style === "soft" && isPlain);
}
