/** The sentences about what waits for the viewer: in a file of its own, because every page's header loads it. */
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
