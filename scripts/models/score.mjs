/** Scores regions against labelled faces, with the definitions that the project's goals are given in. */

/** A face counts as covered from this share of its area on, looked at in a grid of this many points a side. */
const coveredShare = 0.7;
const grid = 16;

/** The reach of a region around a face before it counts as waste, as a share of the face's sides on each side. */
const tolerance = 0.75;

/** Size classes of faces for recall: the shorter side's upper limit in pixels. */
const sizes = /** @type {const} */ ([
  ["<24", 24],
  ["24-48", 48],
  ["48-96", 96],
  [">96", Infinity],
]);

/**
 * @typedef {{ x: number, y: number, width: number, height: number }} Box pixels of the upright photo
 * @typedef {{ width: number, height: number, faces: (Box & { ignore?: boolean })[] }} Label
 * @typedef {Record<string, Label>} Labels by file name
 * @typedef {{ side: number, area: number, share: number }} ScoredFace shorter side and area in pixels; covered share
 * @typedef {Record<string, Box[]>} Predictions by file name: regions as they would be covered
 */

/**
 * Returns shares from 0 to 1:
 * - coverage: share of all labelled face area that lies in some region
 * - recall: share of labelled faces of which at least 70 % is covered
 * - safe: share of the photos with faces in which that holds for every face
 * - waste: area covered beyond labelled faces grown by 75 % on each side, over the photo's area, averaged
 * - spurious: false positives, i.e. regions that touch no such grown face, over all regions
 * @param {Labels} labels
 * @param {Predictions} predictions
 */
export function score(labels, predictions) {
  const photos = Object.entries(labels).map(([file, label]) => scorePhoto(label, predictions[file] ?? []));
  const faces = photos.flatMap((photo) => photo.faces);
  const withFaces = photos.filter((photo) => photo.faces.length > 0);
  const regions = sum(photos.map((photo) => photo.regions));
  return {
    photos: photos.length,
    faces: faces.length,
    coverage: rounded(sum(faces.map(({ area, share }) => area * share)) / sum(faces.map(({ area }) => area))),
    recall: rounded(recallOf(faces)),
    safe: rounded(withFaces.filter(isSafe).length / withFaces.length),
    waste: rounded(sum(photos.map((photo) => photo.waste)) / photos.length),
    spurious: rounded(regions === 0 ? 0 : sum(photos.map((photo) => photo.spurious)) / regions),
    recall_by_size: recallBySize(faces),
  };
}

/** @param {{ faces: ScoredFace[] }} photo */
function isSafe({ faces }) {
  return faces.every(({ share }) => share >= coveredShare);
}

/**
 * @param {Label} label
 * @param {Box[]} found
 */
function scorePhoto(label, found) {
  const allowed = label.faces.map((face) => grown(face, tolerance));
  const wasted = found.map((region) => {
    const share = shareOf(region, (x, y) => !allowed.some((face) => isIn(face, x, y)));
    return share * region.width * region.height;
  });
  return {
    faces: label.faces.filter(({ ignore }) => !ignore).map((face) => scoreFace(face, found)),
    regions: found.length,
    spurious: found.filter((region) => !allowed.some((face) => touches(face, region))).length,
    waste: Math.min(1, sum(wasted) / (label.width * label.height)),
  };
}

/**
 * @param {Box} face
 * @param {Box[]} found
 * @returns {ScoredFace}
 */
function scoreFace(face, found) {
  return {
    side: Math.min(face.width, face.height),
    area: face.width * face.height,
    share: shareOf(face, (x, y) => found.some((region) => isIn(region, x, y))),
  };
}

/** @param {ScoredFace[]} faces */
function recallBySize(faces) {
  let from = 0;
  return Object.fromEntries(
    sizes.map(([name, to]) => {
      const those = faces.filter(({ side }) => side >= from && side < to);
      from = to;
      return [name, those.length === 0 ? "-" : `${rounded(recallOf(those))} of ${those.length}`];
    }),
  );
}

/** @param {ScoredFace[]} faces */
function recallOf(faces) {
  return faces.filter(({ share }) => share >= coveredShare).length / faces.length;
}

/**
 * Returns the share of a box's points for which something holds.
 * @param {Box} box
 * @param {(x: number, y: number) => boolean} holds
 */
function shareOf(box, holds) {
  let hits = 0;
  for (let row = 0; row < grid; row++) {
    for (let column = 0; column < grid; column++) {
      const x = box.x + ((column + 0.5) / grid) * box.width;
      const y = box.y + ((row + 0.5) / grid) * box.height;
      if (holds(x, y)) hits++;
    }
  }
  return hits / (grid * grid);
}

/**
 * @param {Box} box
 * @param {number} x
 * @param {number} y
 */
function isIn(box, x, y) {
  return x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + box.height;
}

/**
 * @param {Box} a
 * @param {Box} b
 */
function touches(a, b) {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

/**
 * @param {Box} box
 * @param {number} by share of its sides, on each side
 */
function grown(box, by) {
  return {
    x: box.x - by * box.width,
    y: box.y - by * box.height,
    width: box.width * (1 + 2 * by),
    height: box.height * (1 + 2 * by),
  };
}

/** @param {number[]} values */
function sum(values) {
  return values.reduce((total, value) => total + value, 0);
}

/** @param {number} value */
function rounded(value) {
  return Math.round(value * 1000) / 1000;
}
