import { defineEndpoint } from "../endpoint";
import { InboxConnectQuery, InboxPage, InboxQuery, InboxToken, MarkSeen } from "../inbox";

export const inbox = {
  list: defineEndpoint({
    method: "GET",
    path: "/api/inbox",
    summary: "List what waits and what happened",
    description: "Newest first. A conversation with unread messages is one entry.",
    caller: "viewer",
    query: InboxQuery,
    answers: { 200: { description: "A page.", json: InboxPage } },
  }),
  markSeen: defineEndpoint({
    method: "POST",
    path: "/api/inbox/seen",
    summary: "Mark entries of the inbox as seen",
    description: "Ids that are not in the caller's inbox are ignored. Unread messages stay until they are read.",
    caller: "viewer",
    body: { type: "application/json", schema: MarkSeen },
    answers: { 204: { description: "They are seen." } },
  }),
  issueToken: defineEndpoint({
    method: "POST",
    path: "/api/inbox/token",
    summary: "Get a token for the inbox's WebSocket",
    description: "Valid for a minute, once, and only for the caller's inbox.",
    caller: "viewer",
    limits: ["socket"],
    answers: { 200: { description: "The token.", json: InboxToken } },
  }),
  connect: defineEndpoint({
    method: "GET",
    path: "/api/inbox/connect",
    summary: "Open the WebSocket of the inbox",
    description:
      'One for a whole browser. Sends {"type":"badge", counts, total, asks, news} at first and with every change, and {"type":"happened", id, kind, connection_id} for what happens now. {"type":"conversation", connection_id, unread, last} has what was said last, before the badge that counts it. Takes {"type":"ping"} alone. Close codes: 4400 another frame, 4401 time for a fresh token or signed out, 4408 silent, 4429 too many sockets.',
    caller: "holder of a token",
    query: InboxConnectQuery,
    answers: { 101: { description: "The socket is open." } },
    problems: ["foreign_origin", "upgrade_required"],
  }),
};
