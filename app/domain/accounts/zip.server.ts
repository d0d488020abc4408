import { Zip, ZipDeflate, ZipPassThrough } from "fflate";

/** A file of an archive. Its bytes are asked for when its turn comes. */
export interface ArchiveFile {
  /** A path inside the archive, with `/`: letters, digits, `-`, `_` and `.` alone, so that every system can unpack it. */
  name: string;
  /** Pictures are compressed already: squeezing them again costs time and gains nothing. */
  packing: "stored" | "deflated";
  bytes: AsyncIterable<Uint8Array>;
}

/**
 * A ZIP archive as it is made: a file after the other, and no more of it in memory than the reader is behind. At most
 * 4 GiB and 65,535 files: the format without its 64-bit form, which older systems do not read. An error of a file ends
 * the stream, so that a download which is not whole is seen to have failed.
 */
export function zipStream(files: AsyncIterable<ArchiveFile>, modified: Date): ReadableStream<Uint8Array> {
  const parts = zipped(files, modified);
  return new ReadableStream(
    {
      async pull(controller) {
        const part = await parts.next();
        if (part.done) controller.close();
        else controller.enqueue(part.value);
      },
      async cancel() {
        await parts.return();
      },
    },
    { highWaterMark: 0 },
  );
}

async function* zipped(files: AsyncIterable<ArchiveFile>, modified: Date): AsyncGenerator<Uint8Array, void> {
  const made: Uint8Array[] = [];
  const zip = new Zip((error, chunk) => {
    if (error) throw error;
    if (chunk.length > 0) made.push(chunk);
  });
  for await (const file of files) {
    const entry = file.packing === "stored" ? new ZipPassThrough(file.name) : new ZipDeflate(file.name);
    entry.mtime = modified;
    zip.add(entry);
    for await (const chunk of file.bytes) {
      entry.push(chunk);
      yield* made.splice(0);
    }
    entry.push(new Uint8Array(0), true);
    yield* made.splice(0);
  }
  zip.end();
  yield* made.splice(0);
}
