/** For tests of the real inbox: a conversation whose other member writes, as its room reports it. */
import { env } from "cloudflare:test";
import type { ConnectionId, UserId } from "../../../app/contract/ids";

/** Returns the ways to report to a reader's inbox that a message came, and that all were read. */
export function oneConversation(reader: UserId, connectionId: ConnectionId) {
  const at = { seq: 0, read: 0 };
  const report = () => {
    const room = { connectionId, lastSeq: at.seq, readSeq: at.read, unread: at.seq - at.read };
    return env.INBOX.getByName(reader).report(reader, { ...room, lastAt: Date.now() });
  };
  return {
    receive: () => {
      at.seq += 1;
      return report();
    },
    read: () => {
      at.read = at.seq;
      return report();
    },
  };
}
