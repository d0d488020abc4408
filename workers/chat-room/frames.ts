import { ClientFrame, maxFrameBytes, type ErrorCode } from "../../app/contract/chat";

/** What came over a socket: a frame, a refusal that the sender is told of, or more than a frame may hold. */
export type Received =
  | { kind: "frame"; frame: ClientFrame }
  | { kind: "bad"; code: ErrorCode; message: string; clientId?: string }
  | { kind: "too_big" };

const encoder = new TextEncoder();
const types = new Set<unknown>(ClientFrame.options.map((option) => option.shape.type.value));

/** Reads a frame. Never throws, whatever came. */
export function parseFrame(data: string | ArrayBuffer): Received {
  if (typeof data !== "string") return bad("bad_frame", "Send JSON text: binary frames are not read.");
  if (isTooBig(data)) return { kind: "too_big" };
  const value = parseJson(data);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return bad("bad_frame", "Send one JSON object.");
  }
  return readFrame(value);
}

/** A character of UTF-16 is at most 3 bytes of UTF-8, so most frames need no count. */
function isTooBig(data: string): boolean {
  return data.length * 3 > maxFrameBytes && encoder.encode(data).length > maxFrameBytes;
}

function readFrame(value: object): Received {
  const parsed = ClientFrame.safeParse(value);
  if (parsed.success) return { kind: "frame", frame: parsed.data };
  const clientId =
    "client_id" in value && typeof value.client_id === "string" ? value.client_id.slice(0, 64) : undefined;
  if (!("type" in value) || !types.has(value.type)) {
    return bad("unknown_type", `Set type to one of ${[...types].join(", ")}.`, clientId);
  }
  const [issue] = parsed.error.issues;
  const code = issue?.path[0] === "content" ? "bad_content" : "bad_frame";
  return bad(code, `${issue?.path.join(".") || "frame"}: ${issue?.message ?? "is not valid"}.`, clientId);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function bad(code: ErrorCode, message: string, clientId?: string): Received {
  return { kind: "bad", code, message, ...(clientId !== undefined && { clientId }) };
}
