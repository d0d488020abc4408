/** One range of bytes of a file, as RFC 9110 (14.2) writes it. */
import type { ByteRange } from "~/domain/ports";

/**
 * Returns the bytes of a file of `sizeBytes` that a request asks for; null when it is to get all of them: for no range, several,
 * or one outside the file, and for one with an `If-Range`, which needs the file's ETag first. A server may ignore any range.
 */
export function rangeOf(headers: Headers, sizeBytes: number): ByteRange | null {
  if (headers.has("If-Range")) return null;
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(headers.get("Range")?.trim() ?? "") ?? [];
  if (first === undefined || last === undefined) return null;
  if (first === "") return suffixOf(Number(last), sizeBytes);
  const [start, end] = [Number(first), last === "" ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1)];
  return start > end ? null : { offset: start, length: end - start + 1 };
}

function suffixOf(lengthBytes: number, sizeBytes: number): ByteRange | null {
  const length = Math.min(lengthBytes, sizeBytes);
  return length > 0 ? { offset: sizeBytes - length, length } : null;
}
