import { maxMessageLength, type ClientFrame } from "../../../app/contract/chat";
import { hasVisibleText, isStorable } from "../../../app/contract/text";

const maxIdLength = 80;
const maxClientIdLength = 64;

type Fields = Readonly<Record<string, unknown>>;

/**
 * Checks by hand the frames of which most talk consists, as the schema's checks took a sixth of a message's time. Returns
 * what `ClientFrame` would; null for any other frame, and for one that the schema is to judge, or to refuse with its reason.
 */
export function plainFrame(value: object): ClientFrame | null {
  const fields = value as Fields; // any key of any object
  switch (fields.type) {
    case "chat_message":
      return plainMessage(fields);
    case "delivery_confirmation":
    case "read_receipt":
      return isTextUpTo(fields.id, maxIdLength) ? { type: fields.type, id: fields.id } : null;
    case "typing_indicator":
      return typeof fields.is_typing === "boolean" ? { type: fields.type, is_typing: fields.is_typing } : null;
    default:
      return null;
  }
}

/** Words alone, perhaps as a reply. What has more characters in UTF-16 than a message may have is for the schema to count. */
function plainMessage({ content, client_id: clientId, reply_to: replyTo, photos }: Fields): ClientFrame | null {
  if (photos !== undefined || !isTextUpTo(content, maxMessageLength)) return null;
  if (clientId !== undefined && (!isTextUpTo(clientId, maxClientIdLength) || clientId === "")) return null;
  if (replyTo !== undefined && !isTextUpTo(replyTo, maxIdLength)) return null;
  if (!hasVisibleText(content) || !isStorable(content)) return null;
  return {
    type: "chat_message",
    content,
    ...(clientId !== undefined && { client_id: clientId }),
    ...(replyTo !== undefined && { reply_to: replyTo }),
  };
}

function isTextUpTo(value: unknown, maxLength: number): value is string {
  return typeof value === "string" && value.length <= maxLength;
}
