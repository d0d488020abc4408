/** People who ask, agree and talk, over the API and the socket. */
import { expect } from "vitest";
import WebSocket from "ws";
import { ServerFrame } from "../../app/contract/chat";
import type { Connection, ConnectionAct } from "../../app/contract/connection";
import { bodyOf } from "../../app/client/body-of";
import { clientOf, newPerson, send, url, type Person } from "./client";

export interface Pair {
  /** Whose story it was. */
  author: Person;
  reader: Person;
  id: string;
}

export async function storyOf(author: Person, image_ids: string[] = []): Promise<string> {
  return bodyOf(await clientOf(author).call("POST /api/stories", { body: { body: "It happened.", image_ids } })).id;
}

export function ask(as: Person | undefined, story_id: string, note?: string): Promise<Response> {
  return send("POST", "/api/connections", { as, body: { story_id, note } });
}

/** An ask that waits for its answer. */
export async function asked(author: Person, reader: Person): Promise<Pair> {
  const body = { story_id: await storyOf(author), note: "I was there too." };
  return { author, reader, id: bodyOf(await clientOf(reader).call("POST /api/connections", { body })).id };
}

/** Two people who are connected. */
export async function connected(): Promise<Pair> {
  const pair = await asked(await newPerson(), await newPerson());
  const params = { id: pair.id, act: "accept" as const };
  bodyOf(await clientOf(pair.author).call("POST /api/connections/:id/:act", { params }));
  return pair;
}

export function act(as: Person | undefined, id: string, what: ConnectionAct, body?: unknown): Promise<Response> {
  return send("POST", `/api/connections/${id}/${what}`, { as, body });
}

/** The connection as somebody sees it; null when they do not. */
export async function seenBy(as: Person, id: string): Promise<Connection | null> {
  const { connections } = bodyOf(await clientOf(as).call("GET /api/connections"));
  return connections.find((each) => each.id === id) ?? null;
}

/** The outcome of an upgrade: the open socket, or the status of the refusal. */
export type Upgraded = { kind: "open"; line: Line } | { kind: "refused"; status: number; body: string };

/** Asks for a socket as any client can. */
export function upgrade(path: string, headers: Record<string, string> = {}): Promise<Upgraded> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url.replace("http", "ws") + path, { headers });
    const line = new Line(socket);
    socket.once("open", () => resolve({ kind: "open", line }));
    socket.on("error", reject);
    socket.once("unexpected-response", (_request, response) => {
      let body = "";
      response.on("data", (part) => (body += part));
      response.on("end", () => resolve({ kind: "refused", status: response.statusCode ?? 0, body }));
    });
  });
}

/** An open socket, and what came over it. */
export class Line {
  readonly frames: ServerFrame[] = [];
  /** The code with which it ended, once it has. */
  private readonly ended: Promise<number>;

  constructor(readonly socket: WebSocket) {
    this.ended = new Promise((resolve) => socket.once("close", resolve));
    socket.on("message", (data) => this.frames.push(ServerFrame.parse(JSON.parse(String(data)))));
  }

  say(content: string, client_id: string): void {
    this.socket.send(JSON.stringify({ type: "chat_message", content, client_id }));
  }

  messages() {
    return this.frames.filter((frame) => frame.type === "chat_message");
  }

  async close(): Promise<void> {
    this.socket.close();
    await this.ended;
  }

  /** The code with which the room closes this. The network's own end, later, is not waited for. */
  async closedByRoom(): Promise<number> {
    const ends = () => this.socket.readyState >= WebSocket.CLOSING;
    await expect.poll(ends, { interval: 10 }).toBe(true);
    this.socket.terminate();
    return this.ended;
  }
}

/** A socket of a member to their room. */
export async function enter(as: Person, id: string, query = ""): Promise<Line> {
  const upgraded = await upgrade(`/api/chat/connect/${id}?token=${as.token}${query}`);
  if (upgraded.kind === "refused") throw new Error(`Refused with ${upgraded.status}: ${upgraded.body}`);
  return upgraded.line;
}
