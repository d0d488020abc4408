import { InboxUnreachable, type Inboxes } from "~/domain/ports";

/** The inboxes behind the binding INBOX, which lives in the script `heartfelt-api`: one object for each person. */
export function connectInboxes(namespace: Env["INBOX"], waitUntil: (work: Promise<unknown>) => void): Inboxes {
  const of = (userId: string) => namespace.getByName(userId);
  return {
    refresh: async (people) => {
      // One that is lost is made up for: an inbox reads D1 whenever a browser connects.
      const refreshed = [...new Set(people)].map((userId) => reach(async () => of(userId).refresh(userId)));
      const settled = Promise.allSettled(refreshed);
      waitUntil(settled);
      await settled;
    },
    badge: (userId, reading) => reach(async () => of(userId).badge(userId, reading)),
    page: (userId, page) => reach(async () => of(userId).page(userId, page)),
    markSeen: (userId, ids) => reach(async () => of(userId).markSeen(ids)),
    endSession: (userId, session) => reach(async () => of(userId).endSession(session)),
    erase: (userId) => reach(async () => of(userId).erase()),
    conversations: (userId) => reach(async () => of(userId).conversations(userId)),
    markConversation: (marking) => reach(async () => of(marking.owner).markConversation(marking)),
    push: {
      read: (userId) => reach(async () => of(userId).pushState()),
      change: (userId, change) => reach(async () => of(userId).changePush(change)),
      subscribe: (userId, subscribing) => reach(async () => of(userId).subscribe(userId, subscribing)),
      unsubscribe: (userId, id) => reach(async () => of(userId).unsubscribe(id)),
      mute: (userId, connectionId) => reach(async () => of(userId).mute(connectionId)),
      stopDigest: (userId, key) => reach(async () => of(userId).stopDigest(key)),
      unmute: (userId, connectionId) => reach(async () => of(userId).unmute(connectionId)),
    },
    enter: (entrance) =>
      reach(async () => {
        const url = new URL("https://inbox.internal/");
        for (const [name, value] of Object.entries<string | number>(entrance))
          url.searchParams.set(name, String(value));
        return of(entrance.user).fetch(url, { headers: { Upgrade: "websocket" } });
      }),
  };
}

async function reach<Answer>(call: () => Promise<Answer>): Promise<Answer> {
  try {
    return await call();
  } catch (error) {
    throw new InboxUnreachable(error);
  }
}
