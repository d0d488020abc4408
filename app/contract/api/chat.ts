import { z } from "zod";
import { ChatToken } from "../account";
import { ConnectQuery, HistoryPage, HistoryQuery, MarkDelivered, UnreadCounts } from "../chat";
import { defineEndpoint } from "../endpoint";
import { ConnectionId } from "../ids";

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
