import { z } from "zod";
import { ChatToken } from "../account";
import { ConnectQuery, HistoryPage, HistoryQuery, MarkDelivered, UnreadCounts } from "../chat";
import { Connection, ConnectionAct, ConnectionPage, NewAsk, Reveal } from "../connection";
import { ConnectionId } from "../ids";
import { PageQuery } from "../story";
import type { Area } from "./route";

export const connections: Area = {
  name: "Connections",
  about:
    "A reader asks, the author decides. The ask and the connection that it becomes share their id. A decline is silent.",
  routes: [
    {
      method: "GET",
      path: "/api/connections",
      summary: "One's asks and connections",
      caller: "viewer",
      query: PageQuery,
      answers: { 200: { description: "A page, the newest first.", json: ConnectionPage } },
      problems: ["not_found"],
    },
    {
      method: "POST",
      path: "/api/connections",
      summary: "Ask a story's author to connect",
      caller: "viewer",
      body: { type: "application/json", schema: NewAsk },
      takesKey: true,
      answers: {
        201: { description: "The ask; or the connection, where the author had asked first.", json: Connection },
      },
      problems: ["not_found", "conflict", "rate_limited"],
      example: `-H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' -d '{"story_id": "…", "note": "Your story stayed with me."}'`,
    },
    {
      method: "POST",
      path: "/api/connections/:id/:act",
      summary: "Accept, decline, withdraw, block, unblock, reveal or unreveal",
      description: "reveal and unreveal take image_ids; without a body, all originals that the caller kept.",
      caller: "viewer",
      params: { id: ConnectionId, act: ConnectionAct },
      body: { type: "application/json", schema: Reveal, isOptional: true },
      answers: { 200: { description: "The connection after it.", json: Connection } },
      problems: ["conflict"],
    },
  ],
};

export const chat: Area = {
  name: "Chat",
  about:
    "A WebSocket for each conversation. A message is acknowledged once it is on disk; a resend with the same client_id is recognised; after=<seq> resumes.",
  routes: [
    {
      method: "POST",
      path: "/api/chat/token",
      summary: "A token for sockets",
      description: "Good for a minute, and for nothing else.",
      caller: "viewer",
      answers: { 200: { description: "The token.", json: ChatToken } },
      problems: ["rate_limited"],
    },
    {
      method: "GET",
      path: "/api/chat/connect/:connectionId",
      summary: "Open the socket of a conversation",
      description:
        "Frames are JSON text of at most 16 kB. Close codes: 4400 bad frames, 4401 token expired, 4403 blocked or no member, 4408 silent, 4429 too many sockets, 1009 frame too big.",
      caller: "holder of a token",
      params: { connectionId: z.string() },
      query: ConnectQuery,
      answers: { 101: { description: "The socket is open." } },
      problems: ["forbidden", "foreign_origin", "upgrade_required"],
    },
    {
      method: "GET",
      path: "/api/chat/messages/:connectionId",
      summary: "The history of a conversation",
      description: "The newest page first; inside a page the order of seq.",
      caller: "viewer",
      params: { connectionId: ConnectionId },
      query: HistoryQuery,
      answers: { 200: { description: "A page.", json: HistoryPage } },
    },
    {
      method: "GET",
      path: "/api/chat/unread-counts",
      summary: "What waits: unread messages, and asks",
      caller: "viewer",
      answers: { 200: { description: "The counts.", json: UnreadCounts } },
    },
    {
      method: "POST",
      path: "/api/chat/messages/mark-delivered",
      summary: "Confirm delivery",
      description: "Only messages that were sent to the caller count.",
      caller: "viewer",
      body: { type: "application/json", schema: MarkDelivered },
      answers: { 200: { description: "How many counted.", json: z.object({ delivered: z.int().min(0) }) } },
    },
  ],
};
