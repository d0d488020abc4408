/** The sentences of searching in messages. */
export const searchText = {
  inConversation: "Search in this conversation",
  inAll: "Search your conversations",
  submit: "Search",
  close: "Close the search",
  clear: "Show all conversations",
  you: "You",
  searching: "Searching …",
  failed: "The search didn't work. Check your connection and try again.",
  nothing: (search: string) => `Nothing found for “${search}”.`,
  nothingYet: (search: string) => `Nothing found for “${search}” so far.`,
  count: (count: number) => (count === 1 ? "1 message found" : `${count} messages found`),
  further: "Search further",
  stopped: "Not everything was searched yet.",
  missed: (count: number) =>
    count === 1 ? "1 conversation couldn't be searched." : `${count} conversations couldn't be searched.`,
  moreIn: (name: string) => `There is more in the conversation with ${name}`,
  goTo: "Go to this message",
} as const;
