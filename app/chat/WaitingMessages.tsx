import { useEffect } from "react";

/**
 * Sends, from whatever page the viewer is on, what they typed without a network in a conversation that they have left:
 * when a page comes, and when the network is back. Shows nothing.
 */
export function WaitingMessages({ page }: { page: string }) {
  useEffect(() => {
    let end = () => undefined as void;
    let isOver = false;
    const look = async () => {
      end();
      const { sendWaiting } = await import("./send-waiting");
      const stop = await sendWaiting(/^\/connections\/([^/]+)/.exec(page)?.[1] ?? null);
      if (isOver) stop();
      else end = stop;
    };
    // A device without storage, or without a network for the script, has nothing to send now.
    const onOnline = () => void look().catch(() => undefined);
    onOnline();
    window.addEventListener("online", onOnline);
    return () => {
      isOver = true;
      end();
      window.removeEventListener("online", onOnline);
    };
  }, [page]);
  return null;
}
