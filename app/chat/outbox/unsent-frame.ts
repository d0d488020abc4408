import type { ClientFrame } from "~/contract/chat";
import type { UnsentMessage } from "./outbox";

/** Returns what is sent of a message, or of a change of one: photos that were uploaded by their ids. */
export function frameOf(unsent: UnsentMessage): ClientFrame {
  const { content, clientId: client_id, change, replyTo: reply_to, photos = [] } = unsent;
  if (change) return { ...change, client_id };
  const ids = photos.flatMap(({ uploaded }) => (uploaded ? [uploaded.image_id] : []));
  const parts = { ...(reply_to && { reply_to }), ...(ids.length > 0 && { photos: ids }) };
  return { type: "chat_message", content, client_id, ...parts };
}
