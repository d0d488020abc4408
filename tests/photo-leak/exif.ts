/** Tags of a little EXIF block: a number is a SHORT, a word is ASCII. Orientation is 0x0112, Make 0x010f, Model 0x0110. */
export type ExifTags = Record<number, number | string>;

/** Adds an EXIF segment with the tags, and a place (47° N, 8° E), to a JPEG. */
export function withExif(jpeg: Uint8Array, tags: ExifTags): Uint8Array {
  const tiff = tiffOf(tags);
  const length = 2 + 6 + tiff.length;
  const segment = [0xff, 0xe1, length >> 8, length & 255, ...ascii("Exif\0\0"), ...tiff];
  return new Uint8Array([...jpeg.subarray(0, 2), ...segment, ...jpeg.subarray(2)]);
}

/** A big-endian TIFF of one directory with the tags and one of GPS. */
export function tiffOf(tags: ExifTags): number[] {
  const entries = Object.entries(tags).map(([tag, value]) => ({ tag: Number(tag), value }));
  const firstLength = 2 + (entries.length + 1) * 12 + 4;
  const gpsAt = 8 + firstLength;
  let dataAt = gpsAt + 2 + 4 * 12 + 4;
  const data: number[] = [];
  function keep(bytes: number[]): number {
    const at = dataAt;
    data.push(...bytes);
    dataAt += bytes.length;
    return at;
  }
  function entry(tag: number, value: number | string): number[] {
    if (typeof value === "number") return [...short(tag), ...short(3), ...long(1), ...short(value), 0, 0];
    const text = ascii(`${value}\0`.padEnd(5, "\0"));
    return [...short(tag), ...short(2), ...long(text.length), ...long(keep(text))];
  }
  function degrees(tag: number, value: number): number[] {
    const at = keep([value, 0, 0].flatMap((part) => [...long(part), ...long(1)]));
    return [...short(tag), ...short(5), ...long(3), ...long(at)];
  }
  function letter(tag: number, value: string): number[] {
    return [...short(tag), ...short(2), ...long(2), ...ascii(value), 0, 0, 0];
  }
  const first = entries.sort((a, b) => a.tag - b.tag).flatMap(({ tag, value }) => entry(tag, value));
  const pointer = [...short(0x8825), ...short(4), ...long(1), ...long(gpsAt)];
  const gps = [...letter(1, "N"), ...degrees(2, 47), ...letter(3, "E"), ...degrees(4, 8)];
  return [
    ...ascii("MM\0*"),
    ...long(8),
    ...short(entries.length + 1),
    ...first,
    ...pointer,
    ...long(0),
    ...short(4),
    ...gps,
    ...long(0),
    ...data,
  ];
}

function ascii(text: string): number[] {
  return [...text].map((letter) => letter.charCodeAt(0));
}

function short(value: number): number[] {
  return [value >> 8, value & 255];
}

function long(value: number): number[] {
  return [value >>> 24, (value >> 16) & 255, (value >> 8) & 255, value & 255];
}
