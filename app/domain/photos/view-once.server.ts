/** Originals that may be viewed once. */
import type { PhotoId, UserId } from "~/contract/ids";
import { maxViewMs, type ViewKey } from "~/contract/reveal";
import { closeView, openView } from "~db/queries/connections";
import type { Services } from "~/domain/ports";

/** The address of an open original, and when it is closed at the latest. */
export interface View {
  originalUrl: string;
  endsAt: Date;
}

type Viewing = Pick<Services, "db" | "now" | "rooms" | "inboxes" | "afterAnswer">;

/** Opens an original for one view, which the caller named; again, it is the same view. Returns null where there is none to open. */
export async function openToView(
  services: Viewing,
  viewerId: UserId,
  { id, view: key }: { id: PhotoId; view: ViewKey },
): Promise<View | null> {
  const now = services.now();
  const latest = new Date(now.getTime() + maxViewMs);
  const opened = await openView(services.db, viewerId, { imageId: id, key, now, endsAt: latest });
  if (opened === null) return null;
  const { connectionId, endsAt } = opened;
  const end = endsAt ?? latest;
  // One that the room does not hear of is over in D1 all the same.
  services.afterAnswer(() => services.rooms.recordOpened(connectionId, id, end.getTime()).catch(() => undefined));
  return { originalUrl: `/api/images/${id}/original?view=${key}`, endsAt: end };
}

/** Closes what the viewer opened: from then on the original answers as if it were taken back. */
export async function closeAfterView(services: Viewing, viewerId: UserId, id: PhotoId): Promise<void> {
  const connectionId = await closeView(services.db, viewerId, id);
  if (connectionId === null) return;
  await services.rooms.recordViewed(connectionId, viewerId, id).catch(() => undefined); // the room ends it in its time
  void services.inboxes.refresh([viewerId]);
}
