import { useEffect, useState } from "react";
import { api } from "~/client/api";
import type { ConnectionId } from "~/contract/ids";
import { pushMemory } from "./push-memory";

interface Mute {
  /** Null until it is known, and where this browser has no notifications. */
  isMuted: boolean | null;
  toggle: () => void;
}

/** Returns whether a conversation is muted, and the way to change that. */
export function useMute(id: ConnectionId): Mute {
  const [isMuted, setIsMuted] = useState<boolean | null>(null);
  useEffect(() => {
    if (pushMemory.read() === null) return;
    void api.call("GET /api/push").then((result) => {
      if (result.kind === "answer") setIsMuted(result.body.muted.includes(id));
    });
  }, [id]);
  const toggle = async () => {
    setIsMuted(!isMuted);
    const result = isMuted
      ? await api.call("DELETE /api/push/mutes/:id", { params: { id } })
      : await api.call("POST /api/push/mutes/:id", { params: { id } });
    if (result.kind !== "answer") setIsMuted(isMuted);
  };
  return { isMuted, toggle: () => void toggle() };
}
