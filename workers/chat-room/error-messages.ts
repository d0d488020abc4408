/** Every sentence that the room says: in error frames, close frames and problem responses. */
import { closeCodes, messagesPerMinute, type ServerFrame } from "../../app/contract/chat";
import { replayLimit } from "./room/join";
import { clientFrameTypes } from "./room/parse-frame";
import type { CloseReason, RoomError } from "./room/state";

/** The code and the sentence that a socket is closed with. */
export const closeReasons: Record<CloseReason, { code: number; sentence: string }> = {
  frame_too_big: { code: closeCodes.frameTooBig, sentence: "The frame is larger than 16 kB." },
  too_many_bad_frames: { code: closeCodes.badFrame, sentence: "Too many invalid frames within a minute." },
  too_many_frames: { code: closeCodes.tooManyFrames, sentence: "Too many frames: wait before you connect again." },
  too_many_sockets: { code: closeCodes.tooManySockets, sentence: "Too many open sockets: close another one first." },
  not_a_member: { code: closeCodes.notAMember, sentence: "Not a member of this room." },
  membership_ended: { code: closeCodes.notAMember, sentence: "No longer a member of this room." },
  room_erased: { code: closeCodes.notAMember, sentence: "The room no longer exists." },
  signed_out: { code: closeCodes.tokenExpired, sentence: "Signed out." },
  token_expired: { code: closeCodes.tokenExpired, sentence: "The token has expired." },
  no_ping: { code: closeCodes.gone, sentence: "No ping was received." },
};

/** The `detail` of the room's own problem responses. */
export const problemDetails = {
  upgrade_required: "Open a WebSocket: send Upgrade: websocket.",
  no_entry: "The route did not say who joins the room.",
  no_public_route: "There is nothing here: rooms are reached through Heartfelt.",
} as const;

/** Returns the frame that reports an error to the client. */
export function errorFrame(error: RoomError, clientId: string | null): ServerFrame {
  return {
    type: "error",
    code: error.code,
    message: errorMessage(error),
    ...(clientId !== null && { client_id: clientId }),
    ...(error.code === "rate_limited" && { retry_after: error.retryAfterSeconds }),
  };
}

function errorMessage(error: RoomError): string {
  switch (error.code) {
    case "bad_frame":
    case "bad_content":
      return badFrameMessage(error);
    case "unknown_type":
      return `Set type to one of ${clientFrameTypes.join(", ")}.`;
    case "unknown_message":
      return "There is no such message in this room, it was deleted, or it is your own and cannot be confirmed.";
    case "unknown_photo":
      return "A photo is not there, is in a message already, or waited for too long: upload it again.";
    case "not_yours":
      return "Only who sent a message can edit it or delete it for both.";
    case "too_late":
      return "A message can be edited for 15 minutes and deleted for both for 24 hours.";
    case "rate_limited":
      return error.frameType === "chat_message"
        ? `At most ${messagesPerMinute} messages a minute: this one was not sent.`
        : `Too many ${error.frameType} frames: this one was ignored. A socket that goes on is closed.`;
    case "too_far_behind":
      return `More than ${replayLimit} messages were missed: read the older ones from the history.`;
    default:
      return error satisfies never;
  }
}

function badFrameMessage(error: Extract<RoomError, { reason: string }>): string {
  switch (error.reason) {
    case "binary":
      return "Send JSON text: binary frames are not supported.";
    case "not_an_object":
      return "Send one JSON object.";
    case "invalid_field":
      return `${error.field}: ${error.issue}.`;
    default:
      return error satisfies never;
  }
}
