import { Bell, BellOff } from "lucide-react";
import { useEffect, useState } from "react";
import { api } from "~/client/api";
import type { ConnectionId } from "~/contract/ids";
import { notificationText } from "~/text/notifications";
import { IconButton } from "~/ui/Button";
import { pushMemory } from "./push-memory";

const text = notificationText.mute;

/** Mutes and unmutes a conversation. Shown where this browser has notifications, once it is known how it stands. */
export function MuteButton({ connectionId: id }: { connectionId: ConnectionId }) {
  const [isMuted, setIsMuted] = useState<boolean | null>(null);
  useEffect(() => {
    if (pushMemory.read() === null) return;
    void api.call("GET /api/push").then((result) => {
      if (result.kind === "answer") setIsMuted(result.body.muted.includes(id));
    });
  }, [id]);
  if (isMuted === null) return null;
  const toggle = async () => {
    setIsMuted(!isMuted);
    const result = isMuted
      ? await api.call("DELETE /api/push/mutes/:id", { params: { id } })
      : await api.call("POST /api/push/mutes/:id", { params: { id } });
    if (result.kind !== "answer") setIsMuted(isMuted);
  };
  const Icon = isMuted ? BellOff : Bell;
  return (
    <IconButton label={text.label} aria-pressed={isMuted} onClick={() => void toggle()}>
      <Icon aria-hidden="true" className="size-5" />
    </IconButton>
  );
}
