import type { PictureWriter } from "~/domain/ports";

/** Bytes of a part: R2 takes no less, and all but the last have to be of one size. */
const partBytes = 5 * 1024 * 1024;

/** Bytes that are held at first; twice as many, again and again, as they are needed. */
const firstBytes = 256 * 1024;

/** Returns a writer to a bucket. A file of less than a part is put at once; of a larger one a part is held at a time. */
export function pictureWriterIn(bucket: R2Bucket): PictureWriter {
  return new MultipartWriter(bucket);
}

class MultipartWriter implements PictureWriter {
  #bucket: R2Bucket;
  #key = "";
  #isHeadLate = false;
  #memory = new Uint8Array(firstBytes);
  #length = 0;
  #storedBytes = 0;
  #upload: R2MultipartUpload | null = null;
  #parts: R2UploadedPart[] = [];
  /** The first part, when it is to be sent last. */
  #first: Uint8Array | null = null;

  constructor(bucket: R2Bucket) {
    this.#bucket = bucket;
  }

  get heldBytes(): number {
    return this.#memory.length + (this.#first?.length ?? 0);
  }

  begin(key: string, isHeadLate: boolean): void {
    this.#key = key;
    this.#isHeadLate = isHeadLate;
  }

  add(bytes: Uint8Array): void {
    const needed = this.#length + bytes.length;
    if (needed > this.#memory.length) this.#grow(needed);
    this.#memory.set(bytes, this.#length);
    this.#length = needed;
  }

  /** Not much beyond a part: what comes between two flushes is a piece of the stream. */
  #grow(needed: number): void {
    const twice = this.#memory.length * 2;
    const size = needed > partBytes ? needed + firstBytes : Math.min(partBytes + firstBytes, Math.max(needed, twice));
    const larger = new Uint8Array(size);
    larger.set(this.#memory.subarray(0, this.#length));
    this.#memory = larger;
  }

  async flush(): Promise<void> {
    while (this.#length > partBytes) await this.#sendPart();
  }

  async #sendPart(): Promise<void> {
    this.#upload ??= await this.#bucket.createMultipartUpload(this.#key);
    const part = this.#memory.subarray(0, partBytes);
    if (this.#isHeadLate && this.#storedBytes === 0) this.#first = part.slice();
    else await this.#send(this.#storedBytes / partBytes + 1, part);
    this.#storedBytes += partBytes;
    this.#memory.copyWithin(0, partBytes, this.#length);
    this.#length -= partBytes;
  }

  async #send(number: number, bytes: Uint8Array): Promise<void> {
    if (this.#upload) this.#parts.push(await this.#upload.uploadPart(number, bytes));
  }

  async finish(head: Uint8Array): Promise<number> {
    const size = this.#storedBytes + this.#length;
    const rest = this.#memory.subarray(0, this.#length);
    (this.#first ?? rest).set(head);
    if (this.#upload === null) {
      await this.#bucket.put(this.#key, rest);
    } else {
      await this.#send(this.#storedBytes / partBytes + 1, rest);
      if (this.#first) await this.#send(1, this.#first);
      await this.#upload.complete(this.#parts.toSorted((a, b) => a.partNumber - b.partNumber));
    }
    this.#forget();
    return size;
  }

  async abort(): Promise<void> {
    const upload = this.#upload;
    this.#forget();
    await upload?.abort();
  }

  #forget(): void {
    this.#upload = null;
    this.#memory = new Uint8Array();
    this.#first = null;
    this.#length = 0;
  }
}
