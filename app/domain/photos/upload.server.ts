/** An upload as it comes: its fields in any order, the original never whole in memory. */
import type { ConnectionId, PhotoId, UserId } from "~/contract/ids";
import { maxPublicBytes, maxStoredBytes } from "~/contract/limits";
import {
  photoTypes,
  type CoverStyle,
  type DeclaredRegion,
  type PhotoType,
  type Size,
  type SmallerCopy,
} from "~/contract/photo";
import type { UploadedImage } from "~/contract/story";
import type { FilteredPicture } from "~/imaging/filter/filtered-picture";
import { createPictureFilter, isHeadLate, type PictureFilter } from "~/imaging/filter/picture-filter";
import type { Refused } from "~/imaging/formats/picture";
import { roundConfidence } from "~/imaging/geometry";
import * as queries from "~db/queries/photos";
import type { PictureWriter, Services } from "~/domain/ports";
import {
  checkCopyBytes,
  checkCopyPixels,
  objectionToOriginal,
  type CheckedCopy,
  type ReadableCopy,
  type RefusedUpload,
} from "./check-upload.server";
import { smallerFilesOf, type SmallerFile } from "./smaller-copies.server";
import { storedBytesOf, uploadToJson } from "./photos.server";

export type UploadPhotoResult =
  | { kind: "stored"; image: UploadedImage; row: queries.PhotoRow }
  /** Their photos take `stored` bytes now, and would take more than they may with this one. */
  | { kind: "storage_full"; stored: number }
  | RefusedUpload;

/** Other uploads hold so much memory that this one cannot go on. It may be sent again in a moment. */
export class TooManyUploads extends Error {
  override readonly name = "TooManyUploads";
}

/** After this, the files of an upload that did not finish count as leftovers. */
const uploadTtlMs = 60 * 60 * 1000;

/** Bytes that are held at first for a copy; twice as many, again and again, as they come. */
const firstCopyBytes = 64 * 1024;

type Chunks = AsyncIterable<Uint8Array>;

/** The outcome of the check of a public copy. `size` is null when it cannot be a picture of any. */
interface Judgement {
  size: Size | null;
  /** Asked before the original, and after it. */
  objection: RefusedUpload | null;
  lateObjection: RefusedUpload | null;
  stored: StoredCopy | null;
}

interface StoredCopy {
  key: string;
  type: PhotoType;
  bytes: number;
  smaller: Record<SmallerCopy, Pick<SmallerFile, "key" | "bytes">>;
  thumbhash: string;
}

interface Original {
  writer: PictureWriter;
  key: string | null;
  seen: FilteredPicture | Refused;
}

/** Whose photo it will be, and of which conversation; left out for one of a story. */
interface PhotoOwner {
  id: PhotoId;
  ownerId: UserId;
  connectionId?: ConnectionId;
}

/**
 * One upload. The copy is checked and stored as soon as it and its regions are there, so that what is held while the original
 * comes is a part of that. Whoever begins ends with `finish` or `cancel`.
 */
export class PhotoUpload {
  #services: Services;
  #owner: PhotoOwner;
  #style: CoverStyle;
  #copy: Uint8Array | null = null;
  #regions: DeclaredRegion[] | null = null;
  #judgement: Judgement | null = null;
  #original: Original | null = null;
  /** R2 keys of all that was written, or is about to be. */
  #keys: string[] = [];
  #isCommitting = false;
  /** Stands for this upload in the count of what uploads hold. */
  #ticket = {};

  constructor(services: Services, { style, ...owner }: PhotoOwner & { style: CoverStyle }) {
    this.#services = services;
    this.#owner = owner;
    this.#style = style;
  }

  async takeRegions(regions: DeclaredRegion[]): Promise<void> {
    this.#regions = regions;
    await this.#judge();
  }

  /** Takes the public copy; more bytes than one may have are counted, and dropped. Returns how many came. */
  async takeCopy(chunks: Chunks): Promise<number> {
    const length = await this.#collectCopy(chunks);
    await this.#judge();
    return length;
  }

  /** By itself, as `#readCopy` is: what a function has in hand is held for as long as it waits. */
  async #collectCopy(chunks: Chunks): Promise<number> {
    let copy = new Uint8Array(firstCopyBytes);
    let length = 0;
    for await (const chunk of chunks) {
      if (length + chunk.length > copy.length && copy.length <= maxPublicBytes) {
        copy = grown(copy, Math.min(maxPublicBytes + 1, Math.max(copy.length * 2, length + chunk.length)));
        this.#hold(copy.length);
      }
      if (length < copy.length) copy.set(chunk.subarray(0, copy.length - length), length);
      length += chunk.length;
    }
    this.#copy = copy.subarray(0, length);
    return length;
  }

  /** Takes the original, without its metadata, into storage. Returns how many bytes came. */
  async takeOriginal(chunks: Chunks): Promise<number> {
    const writer = this.#services.photoStorage.originals.newWriter();
    const filter = createPictureFilter((bytes) => {
      if (!this.#isRefused()) writer.add(bytes);
    });
    const original: Original = { writer, key: null, seen: { kind: "refused", code: "empty" } };
    this.#original = original;
    let length = 0;
    for await (const chunk of chunks) {
      filter.write(chunk);
      length += chunk.length;
      this.#hold(writer.heldBytes + (this.#copy?.length ?? 0));
      if (original.key === null && !this.#isRefused()) await this.#begin(original, filter);
      if (original.key !== null) await writer.flush();
    }
    original.seen = filter.end();
    if (original.key === null && !this.#isRefused()) await this.#begin(original, filter);
    return length;
  }

  /** Stores the photo once every field has come. `alt`: what its sender wrote about it. */
  async finish(alt = ""): Promise<UploadPhotoResult> {
    const judgement = this.#judgement;
    if (judgement === null) throw new Error("An upload has a copy and regions.");
    const refused = this.#objectionTo(judgement);
    const { stored: copy, size } = judgement;
    if (refused || copy === null || size === null) return this.#refuse(refused);
    const original = await this.#finishOriginal();
    const row = rowOf(this.#services, this.#owner, { alt, size, copy, regions: this.#regions ?? [], original });
    this.#services.uploadMemory.release(this.#ticket);
    return this.#store(row);
  }

  /** Leaves nothing behind but a removal that is scheduled. */
  async cancel(): Promise<void> {
    this.#services.uploadMemory.release(this.#ticket);
    this.#copy = null;
    await this.#original?.writer.abort();
    if (this.#isCommitting) return; // nobody knows whether the row is there: the sweep does
    if (this.#keys.length > 0) await this.#services.photoStorage.delete(this.#keys);
  }

  async #finishOriginal(): Promise<Stored["original"]> {
    const original = this.#original;
    if (original === null || original.key === null || original.seen.kind === "refused") return null;
    const { key, writer, seen } = original;
    return { key, type: seen.type, bytes: await writer.finish(seen.head) };
  }

  async #judge(): Promise<void> {
    const regions = this.#regions;
    const readable = regions && this.#readCopy(regions);
    if (regions === null || readable === null) return;
    if (readable.kind === "refused") {
      this.#judgement = { size: null, objection: readable, lateObjection: null, stored: null };
      return;
    }
    const { width, height } = readable;
    const judgement: Judgement = { size: { width, height }, objection: null, lateObjection: null, stored: null };
    const checked = await checkCopyPixels(this.#services, readable, { regions, style: this.#style });
    if (checked.kind === "refused") judgement.lateObjection = checked;
    else judgement.stored = await this.#storeCopy(checked);
    this.#judgement = judgement;
    this.#services.uploadMemory.release(this.#ticket);
  }

  /** Returns the copy without its metadata, and lets go of it as it came; null when it has not come. */
  #readCopy(regions: DeclaredRegion[]): ReadableCopy | RefusedUpload | null {
    const copy = this.#copy;
    this.#copy = null;
    return copy && checkCopyBytes(copy, regions);
  }

  async #storeCopy({ bytes, smaller: made, type, thumbhash }: CheckedCopy): Promise<StoredCopy> {
    const { publicPhotos, smallerCopies } = this.#services.photoStorage;
    const key = publicPhotos.keyOf(this.#owner.id, type);
    const { small, thumb } = smallerFilesOf(this.#services, this.#owner.id, made);
    await this.#scheduleRemoval(key, small.key, thumb.key, ...this.#originalKeys());
    const writes = [
      publicPhotos.put(key, bytes),
      smallerCopies.put(small.key, small.file),
      smallerCopies.put(thumb.key, thumb.file),
    ];
    await Promise.allSettled(writes); // when one fails, the others must not arrive after all were deleted
    await Promise.all(writes);
    const placeOf = ({ key: at, bytes: size }: SmallerFile) => ({ key: at, bytes: size });
    const smaller = { small: placeOf(small), thumb: placeOf(thumb) };
    return { key, type, bytes: bytes.length, smaller, thumbhash };
  }

  /** All keys that an original which is still to come may have: scheduled with the copy, they take no trip of their own. */
  #originalKeys(): string[] {
    const { originals } = this.#services.photoStorage;
    return photoTypes.map((type) => originals.keyOf(this.#owner.id, type));
  }

  /** Before anything is written: a crash leaves no orphan. */
  async #scheduleRemoval(...wanted: string[]): Promise<void> {
    const { db, now } = this.#services;
    const keys = wanted.filter((key) => !this.#keys.includes(key));
    if (keys.length === 0) return;
    this.#keys.push(...keys);
    await queries.scheduleRemoval(db, keys, new Date(now().getTime() + uploadTtlMs));
  }

  async #begin(original: Original, { type }: PictureFilter): Promise<void> {
    if (type === null) return;
    const key = this.#services.photoStorage.originals.keyOf(this.#owner.id, type);
    await this.#scheduleRemoval(key);
    original.writer.begin(key, isHeadLate(type));
    original.key = key;
  }

  #isRefused(): boolean {
    return this.#judgement !== null && this.#judgement.stored === null;
  }

  #hold(bytes: number): void {
    if (!this.#services.uploadMemory.hold(this.#ticket, bytes)) throw new TooManyUploads();
  }

  /** In an order that does not depend on the order of the fields. */
  #objectionTo({ size, objection, lateObjection }: Judgement): RefusedUpload | null {
    const toOriginal = this.#original && size && objectionToOriginal(this.#original.seen, size);
    return objection ?? toOriginal ?? lateObjection;
  }

  async #refuse(refused: RefusedUpload | null): Promise<RefusedUpload> {
    if (refused === null) throw new Error("A copy that is not refused is stored.");
    await this.cancel();
    this.#services.log({ event: "photo_refused", code: refused.code });
    return refused;
  }

  /** The removals are cancelled with the row. When the photo does not fit any more, they stay: the sweep removes the files. */
  async #store(row: queries.PhotoRow): Promise<UploadPhotoResult> {
    const { services, ownerId } = { services: this.#services, ...this.#owner };
    this.#isCommitting = true;
    if (!(await queries.insertPhoto(services.db, row, { quota: maxStoredBytes, scheduled: this.#keys }))) {
      return { kind: "storage_full", stored: await storedBytesOf(services, ownerId) };
    }
    services.log({
      event: "photo_stored",
      photo_id: row.id,
      regions: row.facesDetected,
      original_kept: row.originalKey === null ? "no" : "yes",
    });
    return { kind: "stored", image: uploadToJson(row), row };
  }
}

function grown(bytes: Uint8Array, length: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(length);
  larger.set(bytes.subarray(0, length));
  return larger;
}

interface Stored {
  alt: string;
  size: Size;
  copy: StoredCopy;
  regions: DeclaredRegion[];
  original: { key: string; type: PhotoType; bytes: number } | null;
}

function rowOf(
  { now }: Pick<Services, "now">,
  { id, ownerId, connectionId }: PhotoOwner,
  { alt, size, copy, regions, original }: Stored,
): queries.PhotoRow {
  return {
    id,
    ownerId,
    storyId: null,
    connectionId: connectionId ?? null,
    messageSeq: null,
    isHidden: false,
    expiresAt: null,
    position: 0,
    alt,
    publicKey: copy.key,
    publicType: copy.type,
    publicBytes: copy.bytes,
    width: size.width,
    height: size.height,
    originalKey: original?.key ?? null,
    originalType: original?.type ?? null,
    originalBytes: original?.bytes ?? null,
    smallKey: copy.smaller.small.key,
    smallBytes: copy.smaller.small.bytes,
    thumbKey: copy.smaller.thumb.key,
    thumbBytes: copy.smaller.thumb.bytes,
    thumbhash: copy.thumbhash,
    createdAt: now(),
    detailsPlace: null,
    detailsVersion: null,
    faceCoordinates: regions.map(roundConfidence),
    facesDetected: regions.length,
    ...queries.notLookedAt,
  };
}
