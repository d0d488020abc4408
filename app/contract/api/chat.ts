import { z } from "zod";
import { ChatToken } from "../account";
import { ConnectQuery, HistoryPage, HistoryQuery, MarkDelivered, UnreadCounts } from "../chat";
import { ConversationChange, ConversationPage, ConversationsQuery, maxPinned } from "../conversation";
import { defineEndpoint } from "../endpoint";
import { ConnectionId } from "../ids";
import { ConversationSearchPage, ConversationSearchQuery, SearchPage, SearchQuery } from "../search";

export const chat = {
  issueToken: defineEndpoint({
    method: "POST",
    path: "/api/chat/token",
    summary: "Get a token for WebSockets",
    description: "Valid for a minute, and only for opening sockets.",
    caller: "viewer",
    limits: ["socket"],
    answers: { 200: { description: "The token.", json: ChatToken } },
  }),
  connect: defineEndpoint({
    method: "GET",
    path: "/api/chat/connect/:connectionId",
    summary: "Open the WebSocket of a conversation",
    description:
      "Frames are JSON text of at most 16 kB. Each type has a budget per socket: a frame over it is answered with an error, rate_limited with retry_after in seconds, and a socket that goes on is closed. Close codes: 4400 invalid frames, 4401 token expired, 4403 blocked or not a member, 4408 silent, 4429 too many sockets or frames, 1009 frame too big.",
    caller: "holder of a token",
    params: { connectionId: z.string() },
    query: ConnectQuery,
    answers: { 101: { description: "The socket is open." } },
    problems: ["forbidden", "foreign_origin", "upgrade_required"],
  }),
  listMessages: defineEndpoint({
    method: "GET",
    path: "/api/chat/messages/:connectionId",
    summary: "List the messages of a conversation",
    description:
      "The newest page first; within a page, by ascending seq. With ?at= the page around the first message from that time on.",
    caller: "viewer",
    params: { connectionId: ConnectionId },
    query: HistoryQuery,
    answers: { 200: { description: "A page.", json: HistoryPage } },
  }),
  listConversations: defineEndpoint({
    method: "GET",
    path: "/api/chat/conversations",
    summary: "List conversations",
    description:
      "Pinned ones first, the others by what was said last, the newest first. An archived one comes back with a new message, unless it is muted.",
    caller: "viewer",
    query: ConversationsQuery,
    answers: { 200: { description: "A page.", json: ConversationPage } },
  }),
  markConversation: defineEndpoint({
    method: "PATCH",
    path: "/api/chat/conversations/:id",
    summary: "Pin or archive a conversation",
    description: `For the caller alone, on all their devices. At most ${maxPinned} are pinned: of more, the newest pins stay.`,
    caller: "viewer",
    params: { id: ConnectionId },
    body: { type: "application/json", schema: ConversationChange },
    answers: { 204: { description: "It is marked." } },
  }),
  searchMessages: defineEndpoint({
    method: "GET",
    path: "/api/chat/messages/:connectionId/search",
    summary: "Search in a conversation",
    description:
      "Finds messages that have all words, each by its beginning, the newest first. With a next_cursor there may be more, also where a page is empty.",
    caller: "viewer",
    params: { connectionId: ConnectionId },
    query: ConversationSearchQuery,
    limits: ["search"],
    answers: { 200: { description: "A page.", json: ConversationSearchPage } },
  }),
  search: defineEndpoint({
    method: "GET",
    path: "/api/chat/search",
    summary: "Search in all conversations",
    description:
      "Asks up to 20 conversations, those with the newest messages first. With a next_cursor others are left to be searched.",
    caller: "viewer",
    query: SearchQuery,
    limits: ["search"],
    answers: { 200: { description: "What was found, by conversation.", json: SearchPage } },
  }),
  countUnread: defineEndpoint({
    method: "GET",
    path: "/api/chat/unread-counts",
    summary: "Count unread messages and open requests",
    caller: "viewer",
    answers: { 200: { description: "The counts.", json: UnreadCounts } },
  }),
  markDelivered: defineEndpoint({
    method: "POST",
    path: "/api/chat/messages/mark-delivered",
    summary: "Confirm delivery of messages",
    description: "Only messages to the caller are counted.",
    caller: "viewer",
    body: { type: "application/json", schema: MarkDelivered },
    answers: {
      200: { description: "The number of messages confirmed.", json: z.object({ delivered: z.int().min(0) }) },
    },
  }),
};
