/**
 * A ZIP archive, written piece by piece: its state is plain JSON, so that a job can put it aside and go on later, in another
 * process (APPNOTE.TXT 6.3.10). At most 4 GiB and 65,535 files: the format without its 64-bit form, which older systems do
 * not read.
 */
import { constants, crc32, deflateRawSync } from "node:zlib";

/** Pictures are compressed already: squeezing them again costs time and gains nothing. */
export type Packing = "stored" | "deflated";

/** An archive's entries, in their order. A name is a path with `/`: letters, digits, `-`, `_` and `.` alone. */
export type ArchivePart =
  { kind: "open"; name: string; packing: Packing } | { kind: "bytes"; bytes: Uint8Array } | { kind: "close" };

/** A file of an archive; sizes and the offset of its header in bytes. */
export interface ZipEntry {
  name: string;
  packing: Packing;
  crc: number;
  size: number;
  packedSize: number;
  offset: number;
}

export interface ZipState {
  /** Bytes written so far. */
  offset: number;
  /** The file that is being written. */
  open: ZipEntry | null;
  /** For every file of the archive, in milliseconds since 1970. */
  modified: number;
}

export function emptyZip(modified: Date): ZipState {
  return { offset: 0, open: null, modified: modified.getTime() };
}

export interface Written {
  state: ZipState;
  bytes: Uint8Array<ArrayBuffer>;
  /** The file that this part ended; the archive's end wants all of them. */
  closed: ZipEntry | null;
}

const maxOffset = 0xffff_ffff;
const maxEntries = 0xffff;

/** Bit 3: sizes and checksum follow the data, as they are not known before. */
const flags = 0x0008;
const version = 20;

/** Ends a deflated file: an empty last block. All blocks before end at a byte, so that they can be made one by one. */
const lastBlock = Uint8Array.of(0x03, 0x00);

/** Writes one part. Throws a RangeError when the archive grows beyond what its format can hold. */
export function writePart(state: ZipState, part: ArchivePart): Written {
  switch (part.kind) {
    case "open": {
      const { name, packing } = part;
      const open = { name, packing, crc: 0, size: 0, packedSize: 0, offset: state.offset };
      return written({ ...state, open }, localHeader(open, state.modified));
    }
    case "bytes": {
      const open = openEntry(state);
      const bytes = open.packing === "stored" ? part.bytes : deflated(part.bytes);
      const grown = { ...open, crc: crc32(part.bytes, open.crc), size: open.size + part.bytes.length };
      return written({ ...state, open: { ...grown, packedSize: open.packedSize + bytes.length } }, bytes);
    }
    case "close": {
      const open = openEntry(state);
      const end = open.packing === "stored" ? new Uint8Array() : lastBlock;
      const closed = { ...open, packedSize: open.packedSize + end.length };
      return { ...written({ ...state, open: null }, joined([end, descriptor(closed)])), closed };
    }
    default:
      return part satisfies never;
  }
}

/** Returns the end of an archive: the list of its files. */
export function zipEnd(state: ZipState, entries: readonly ZipEntry[]): Uint8Array<ArrayBuffer> {
  const list = joined(entries.map((entry) => centralHeader(entry, state.modified)));
  if (entries.length > maxEntries || state.offset + list.length > maxOffset)
    throw new RangeError("The archive is full.");
  return joined([
    list,
    record([
      [4, 0x0605_4b50],
      [4, 0], // this disk, and the one where the list begins
      [2, entries.length],
      [2, entries.length],
      [4, list.length],
      [4, state.offset],
      [2, 0],
    ]),
  ]);
}

function openEntry({ open }: ZipState): ZipEntry {
  if (open === null) throw new Error("No file of the archive is open.");
  return open;
}

function written(state: ZipState, bytes: Uint8Array): Written {
  const offset = state.offset + bytes.length;
  if (offset > maxOffset) throw new RangeError("The archive is full.");
  return { state: { ...state, offset }, bytes: new Uint8Array(bytes), closed: null };
}

function deflated(bytes: Uint8Array): Uint8Array {
  return deflateRawSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH });
}

const method = ({ packing }: ZipEntry): [number, number] => [2, packing === "stored" ? 0 : 8];

function localHeader(entry: ZipEntry, modified: number): Uint8Array {
  const name = new TextEncoder().encode(entry.name);
  const sizes: [number, number][] = [4, 4, 4].map((bytes) => [bytes, 0]);
  const head = record([[4, 0x0403_4b50], [2, version], [2, flags], method(entry), [4, dosTime(modified)], ...sizes]);
  return joined([
    head,
    record([
      [2, name.length],
      [2, 0],
    ]),
    name,
  ]);
}

function descriptor({ crc, packedSize, size }: ZipEntry): Uint8Array {
  return record([
    [4, 0x0807_4b50],
    [4, crc],
    [4, packedSize],
    [4, size],
  ]);
}

function centralHeader(entry: ZipEntry, modified: number): Uint8Array {
  const name = new TextEncoder().encode(entry.name);
  const { crc, packedSize, size, offset } = entry;
  const head = record([
    [4, 0x0201_4b50],
    [2, version],
    [2, version],
    [2, flags],
    method(entry),
    [4, dosTime(modified)],
  ]);
  const sizes = record([
    [4, crc],
    [4, packedSize],
    [4, size],
    [2, name.length],
  ]);
  // No extra field, comment, disk or attributes.
  return joined([
    head,
    sizes,
    record([
      [2, 0],
      [2, 0],
      [2, 0],
      [2, 0],
      [4, 0],
      [4, offset],
    ]),
    name,
  ]);
}

/** MS-DOS time and date: local to nobody, so UTC; two seconds are its finest step, 1980 its beginning. */
function dosTime(modified: number): number {
  const at = new Date(modified);
  const date = ((at.getUTCFullYear() - 1980) << 9) | ((at.getUTCMonth() + 1) << 5) | at.getUTCDate();
  const time = (at.getUTCHours() << 11) | (at.getUTCMinutes() << 5) | (at.getUTCSeconds() >> 1);
  return ((date << 16) | time) >>> 0;
}

/** Numbers of 2 or 4 bytes, the lowest byte first. */
function record(fields: readonly (readonly [bytes: number, value: number])[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(fields.reduce((sum, [bytes]) => sum + bytes, 0)));
  let at = 0;
  for (const [bytes, value] of fields) {
    if (bytes === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += bytes;
  }
  return new Uint8Array(view.buffer);
}

/** Returns one array of all the bytes. */
export function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
