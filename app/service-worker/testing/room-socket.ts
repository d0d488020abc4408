import { messageId, type ClientFrame } from "../../contract/chat";
import type { SenderSocket } from "../room-sender";

type SentFrame = ClientFrame & { client_id: string };

/** A room's reaction to a frame: the frames that it answers, or that it closes the socket. */
export type Answers = (frame: SentFrame) => object[] | "close";

const room = "0198c0de-0000-7000-8000-000000000001";

/** A room that has every message, and says something else first. */
export const taken: Answers = ({ client_id }) => [
  { type: "presence", is_online: true },
  { type: "delivery_confirmation", id: messageId(room, 1), client_id, status: "sent" },
];

/** A socket that opens at once, of a room that answers as it is told to. */
export function openSocket(answers: Answers) {
  const listeners = new Map<string, (event: { data?: string }) => void>();
  const sent: SentFrame[] = [];
  let isClosed = false;
  const socket = {
    addEventListener: (type: string, listener: (event: { data?: string }) => void) => {
      listeners.set(type, listener);
      if (type === "open") queueMicrotask(() => listener({}));
    },
    send: (data: string) => {
      const frame = JSON.parse(data) as SentFrame;
      sent.push(frame);
      const answer = answers(frame);
      if (answer === "close") return listeners.get("close")?.({});
      for (const each of answer) listeners.get("message")?.({ data: JSON.stringify(each) });
    },
    close: () => void (isClosed = true),
  } as unknown as SenderSocket; // what a sender uses of one
  return { socket, sent, sentIds: () => sent.map(({ client_id }) => client_id), isClosed: () => isClosed };
}
