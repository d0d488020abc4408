import type { Database } from "~db/client";
import type { PhotoType, Pixels, Region } from "~/contract/photo";
import type { RedactionVerdict } from "~/imaging/redaction/verify";
import type { PersonFinder } from "~/adapters/ai.server";
import type { Settings } from "~/adapters/env.server";
import type { Log } from "~/adapters/log.server";
import type { TakenRate } from "~/domain/safety/rate-limits.server";
import type { Rooms } from "~/domain/chat/rooms.server";

/** What the rules need from outside, handed to them by the worker: no rule reaches for a binding itself. */
export interface Services {
  db: Database;
  bucket: R2Bucket;
  personFinder: PersonFinder;
  rooms: Rooms;
  /** Decodes a small picture; rejects when its bytes are broken. The caller bounds its size by the header first. */
  decodePicture: (bytes: Uint8Array, type: PhotoType) => Promise<Pixels>;
  verifyRedaction: (copy: Pixels, regions: Region[]) => RedactionVerdict;
  settings: Settings;
  /** The caller's network address as Cloudflare says it; null where it does not, and for work that nobody asked for. */
  address: string | null;
  /** Hears what was taken from a limit, for the fields of the answer. */
  tellRate: (rate: TakenRate) => void;
  now: () => Date;
  log: Log;
}
