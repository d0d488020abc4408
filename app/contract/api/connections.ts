import { defineEndpoint } from "../endpoint";
import { Connection, ConnectionAct, ConnectionPage, ConnectionsQuery, NewAsk, Reveal } from "../connection";
import { ConnectionId } from "../ids";

export const connections = {
  list: defineEndpoint({
    method: "GET",
    path: "/api/connections",
    summary: "List requests and connections",
    caller: "viewer",
    query: ConnectionsQuery,
    answers: { 200: { description: "A page, newest first.", json: ConnectionPage } },
  }),
  create: defineEndpoint({
    method: "POST",
    path: "/api/connections",
    summary: "Ask a story's author to connect",
    caller: "viewer",
    body: { type: "application/json", schema: NewAsk },
    creates: ConnectionId,
    limits: ["ask"],
    answers: {
      201: { description: "The request; or the connection, if the author had asked first.", json: Connection },
    },
    problems: ["not_found", "conflict", "address_unverified"],
    example: `-H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' -d '{"story_id": "…", "note": "Your story stayed with me."}'`,
  }),
  act: defineEndpoint({
    method: "POST",
    path: "/api/connections/:id/:act",
    summary: "Accept, decline, withdraw, block, unblock, reveal or unreveal",
    description:
      "reveal and unreveal take image_ids; without a body, they apply to all originals that the caller kept. reveal takes terms: until_taken_back, for_24_hours or view_once.",
    caller: "viewer",
    params: { id: ConnectionId, act: ConnectionAct },
    body: { type: "application/json", schema: Reveal, isOptional: true },
    answers: { 200: { description: "The connection afterwards.", json: Connection } },
    problems: ["conflict"],
  }),
};
