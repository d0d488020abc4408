/** Photos of conversations: uploaded by a member, then told to the room, which knows which messages they may go into. */
import type { ConnectionId, PhotoId, UserId } from "~/contract/ids";
import type { UploadedImage } from "~/contract/story";
import type { Admission } from "~/domain/chat/conversations.server";
import type { Services } from "~/domain/ports";
import { findOwnPhoto, type PhotoRow } from "~db/queries/photos";
import { imageToJson, uploadToJson } from "./photos.server";

interface Parties {
  room: ConnectionId;
  by: UserId;
  /** Of who uploads: that they are a member was found out before. */
  admission: Admission & { kind: "member" };
}

/** Reports a stored photo to its room; once more changes nothing. Returns the answer to the upload. */
export async function addChatPhoto(
  { rooms }: Pick<Services, "rooms">,
  { room, by, admission }: Parties,
  row: PhotoRow,
): Promise<UploadedImage> {
  const { other, otherBlocks } = admission;
  const photo = imageToJson(row, "original");
  await rooms.addPhoto(room, { by, other, ...(otherBlocks && { other_blocks: "yes" }), photo });
  return uploadToJson(row);
}

/** Returns what an upload answered, once the room surely knows of the photo; null when there is none. */
export async function replayChatPhoto(
  services: Services,
  parties: Parties,
  id: PhotoId,
): Promise<UploadedImage | null> {
  const row = await findOwnPhoto(services.db, parties.by, id);
  return row && addChatPhoto(services, parties, row);
}
