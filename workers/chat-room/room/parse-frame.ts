import { ClientFrame, maxFrameBytes } from "../../../app/contract/chat";
import { plainFrame } from "./plain-frames";
import type { RoomError } from "./state";

/** The result of parsing: a valid frame, an invalid one, or more bytes than a frame may have. */
export type ParsedFrame =
  | { kind: "frame"; frame: ClientFrame }
  | { kind: "bad"; error: RoomError; clientId: string | null }
  | { kind: "too_big" };

const encoder = new TextEncoder();

/** The types of frames that a client may send. */
export const clientFrameTypes: readonly string[] = ClientFrame.options.map((option) => option.shape.type.value);

/** A longer client id in an invalid frame is cut before it is echoed. */
const maxEchoedClientIdLength = 64;

/** Parses what came over a socket. Never throws. */
export function parseFrame(data: string | ArrayBuffer): ParsedFrame {
  if (typeof data !== "string") return bad({ code: "bad_frame", reason: "binary" });
  if (isTooBig(data)) return { kind: "too_big" };
  const value = parseJson(data);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return bad({ code: "bad_frame", reason: "not_an_object" });
  }
  return parseObject(value);
}

/** A UTF-16 code unit is at most 3 bytes of UTF-8, so most frames need no count. */
function isTooBig(data: string): boolean {
  return data.length * 3 > maxFrameBytes && encoder.encode(data).length > maxFrameBytes;
}

function parseObject(value: object): ParsedFrame {
  const plain = plainFrame(value);
  if (plain !== null) return { kind: "frame", frame: plain };
  const parsed = ClientFrame.safeParse(value);
  if (parsed.success) return { kind: "frame", frame: parsed.data };
  const clientId = clientIdOf(value);
  if (!("type" in value) || typeof value.type !== "string" || !clientFrameTypes.includes(value.type)) {
    return bad({ code: "unknown_type" }, clientId);
  }
  const [issue] = parsed.error.issues;
  const field = issue?.path.join(".") || "frame";
  const code = issue?.path[0] === "content" ? "bad_content" : "bad_frame";
  return bad({ code, reason: "invalid_field", field, issue: issue?.message ?? "is not valid" }, clientId);
}

function clientIdOf(value: object): string | null {
  if (!("client_id" in value) || typeof value.client_id !== "string") return null;
  return value.client_id.slice(0, maxEchoedClientIdLength);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function bad(error: RoomError, clientId: string | null = null): ParsedFrame {
  return { kind: "bad", error, clientId };
}
