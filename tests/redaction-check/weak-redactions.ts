/** Hidings that hide too little: each made of what it hides. Pure. */
import type { Pixels, Region } from "~/contract/photo";

/** A pixel's new colour in one channel, by its place in the picture. */
type Paint = (x: number, y: number, channel: number) => number;

/** A blur whose reach is a share of the region's width (three box blurs: near to a Gaussian). */
export function blurred(photo: Pixels, regions: Region[], share: number): Pixels {
  return painted(photo, regions, (region) => blurOf(photo, region, Math.max(1, Math.round(share * region.width))));
}

/** As many cells across and down as said, each of its mean colour. */
export function mosaic(photo: Pixels, regions: Region[], cells: number): Pixels {
  return painted(photo, regions, (region) => {
    const [across, down] = [region.width / cells, region.height / cells];
    const means = new Map<string, number>();
    return (x, y, channel) => {
      const [column, row] = [Math.floor((x - region.x) / across), Math.floor((y - region.y) / down)];
      const key = `${column} ${row} ${channel}`;
      const box = { x: region.x + column * across, y: region.y + row * down, width: across, height: down };
      if (!means.has(key)) means.set(key, meanOf(photo, box, channel));
      return means.get(key)!;
    };
  });
}

/** The photo shining through its redaction, as strongly as said (0 to 1). */
export function ghost(photo: Pixels, redacted: Pixels, regions: Region[], strength: number): Pixels {
  return painted(redacted, regions, () => mix(redacted, photo, () => strength));
}

/** Only the upper half redacted. */
export function halfDone(photo: Pixels, redacted: Pixels, regions: Region[]): Pixels {
  return painted(redacted, regions, (region) =>
    mix(redacted, photo, (_x, y) => (y > region.y + region.height / 2 ? 1 : 0)),
  );
}

/** A redaction that fades out inwards: over half of the way to the middle. */
export function feathered(photo: Pixels, redacted: Pixels, regions: Region[]): Pixels {
  return painted(redacted, regions, (region) =>
    mix(redacted, photo, (x, y) => Math.min(1, Math.max(0, 1 - (1 - awayFromMiddle(region, x, y)) * 2))),
  );
}

/** A redaction over which the outlines of the photo are drawn: what is left of it when its blur is taken away. */
export function outlined(photo: Pixels, redacted: Pixels, regions: Region[], strength: number): Pixels {
  return painted(redacted, regions, (region) => {
    const soft = blurOf(photo, region, Math.max(1, Math.round(0.03 * region.width)));
    return (x, y, channel) => at(redacted, x, y, channel) + strength * (at(photo, x, y, 1) - soft(x, y, 1));
  });
}

function mix(under: Pixels, over: Pixels, share: (x: number, y: number) => number): Paint {
  return (x, y, channel) => {
    const weight = share(x, y);
    return (1 - weight) * at(under, x, y, channel) + weight * at(over, x, y, channel);
  };
}

function painted(onto: Pixels, regions: Region[], paintOf: (region: Region) => Paint): Pixels {
  const data = new Uint8ClampedArray(onto.data);
  for (const region of regions) {
    const paint = paintOf(region);
    for (let y = Math.floor(region.y); y < Math.min(onto.height, region.y + region.height); y++) {
      for (let x = Math.floor(region.x); x < Math.min(onto.width, region.x + region.width); x++) {
        if (awayFromMiddle(region, x, y) > 1) continue;
        for (let channel = 0; channel < 3; channel++) data[(y * onto.width + x) * 4 + channel] = paint(x, y, channel);
      }
    }
  }
  return { width: onto.width, height: onto.height, data };
}

/** 0 in the middle of the region's ellipse, 1 on its rim. */
function awayFromMiddle(region: Region, x: number, y: number): number {
  const across = (x + 0.5 - region.x - region.width / 2) / (region.width / 2);
  const down = (y + 0.5 - region.y - region.height / 2) / (region.height / 2);
  return Math.hypot(across, down);
}

function at({ data, width }: Pixels, x: number, y: number, channel: number): number {
  return data[(y * width + x) * 4 + channel]!;
}

function meanOf(photo: Pixels, box: Region, channel: number): number {
  let [sum, count] = [0, 0];
  for (let y = Math.floor(box.y); y < Math.min(photo.height, box.y + box.height); y++) {
    for (let x = Math.floor(box.x); x < Math.min(photo.width, box.x + box.width); x++, count++)
      sum += at(photo, x, y, channel);
  }
  return sum / Math.max(1, count);
}

function blurOf(photo: Pixels, region: Region, reach: number): Paint {
  const left = Math.max(0, Math.floor(region.x) - 3 * reach);
  const top = Math.max(0, Math.floor(region.y) - 3 * reach);
  const width = Math.min(photo.width, Math.ceil(region.x + region.width) + 3 * reach) - left;
  const height = Math.min(photo.height, Math.ceil(region.y + region.height) + 3 * reach) - top;
  const planes = [0, 1, 2].map((channel) => {
    let plane = Float32Array.from({ length: width * height }, (_none, index) =>
      at(photo, left + (index % width), top + Math.floor(index / width), channel),
    );
    for (let pass = 0; pass < 3; pass++) plane = turnedBoxBlur(turnedBoxBlur(plane, width, reach), height, reach);
    return plane;
  });
  return (x, y, channel) => planes[channel]![(y - top) * width + x - left]!;
}

/** Blurs each row, and turns rows into columns: done twice, it has blurred both ways and stands upright again. */
function turnedBoxBlur(plane: Float32Array, width: number, reach: number): Float32Array<ArrayBuffer> {
  const height = plane.length / width;
  const turned = new Float32Array(plane.length);
  for (let y = 0; y < height; y++) {
    let [sum, count] = [0, 0];
    for (let x = -reach; x < width; x++) {
      if (x + reach < width) [sum, count] = [sum + plane[y * width + x + reach]!, count + 1];
      if (x - reach - 1 >= 0) [sum, count] = [sum - plane[y * width + x - reach - 1]!, count - 1];
      if (x >= 0) turned[x * height + y] = sum / count;
    }
  }
  return turned;
}
