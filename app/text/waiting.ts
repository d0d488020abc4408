/** What waits for the viewer: by itself, as every page's header says it. */
const unread = (count: number) => (count === 1 ? "1 unread message" : `${count} unread messages`);

const asks = (count: number) => (count === 1 ? "1 request to answer" : `${count} requests to answer`);

export const waitingText = {
  unread,
  /** The count of everything that waits, for badges. */
  all: (waiting: { messages: number; asks: number }) =>
    [
      ...(waiting.messages > 0 ? [unread(waiting.messages)] : []),
      ...(waiting.asks > 0 ? [asks(waiting.asks)] : []),
    ].join(", "),
};
