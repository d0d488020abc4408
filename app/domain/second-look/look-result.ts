import type { PhotoId } from "~/contract/ids";
import type { FinderOutage } from "~/domain/ports";
import type { PhotoRow } from "~db/queries/photos";

export type LookResult =
  /** The look is finished, now or long ago: the photo as it is by now. */
  | { kind: "looked"; photo: PhotoRow }
  /** The row or its file is gone, or is another one by now. */
  | { kind: "gone"; id: PhotoId }
  | { kind: "unavailable"; photo: PhotoRow; reason: FinderOutage };
