/**
 * A push service for a real Firefox, on this machine: browsers hold a line to it by the protocol of Mozilla's autopush, servers
 * send to it as RFC 8030 says. It cannot read what it hands on.
 */
import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { WebSocketServer, type WebSocket } from "ws";

/** A frame from Firefox, as far as it is read. */
type BrowserFrame =
  | { messageType: "hello" | "ping" }
  | { messageType: "register" | "unregister"; channelID: string }
  | { messageType: "ack"; updates: { channelID: string; version: string; code?: number }[] };

interface Channel {
  line: WebSocket;
  id: string;
}

/** Firefox's code of a push that its worker has handled. */
const handled = 100;

export class Autopush {
  readonly #port: number;
  readonly #server: Server;
  readonly #lines: WebSocketServer;
  /** By the path that servers send to. */
  readonly #channels = new Map<string, Channel>();
  #made = 0;
  /** The number of pushes that browsers said they had handled. */
  handled = 0;

  constructor(port: number) {
    this.#port = port;
    this.#server = createServer((request, response) => {
      void this.#send(request).then((status) => response.writeHead(status, { TTL: "60" }).end());
    });
    this.#lines = new WebSocketServer({ server: this.#server });
    this.#lines.on("connection", (line) => {
      line.on("message", (data: Buffer) => this.#answer(line, JSON.parse(data.toString()) as BrowserFrame)); // Firefox's own
    });
  }

  /** Firefox's settings with which it takes this service for Mozilla's, and our pages for allowed to notify. */
  get preferences(): Record<string, string | boolean | number> {
    return {
      "dom.push.serverURL": `ws://127.0.0.1:${this.#port}/`,
      "dom.push.testing.allowInsecureServerURL": true,
      "dom.push.connection.enabled": true, // off in a Firefox that is driven
      "permissions.default.desktop-notification": 1,
    };
  }

  open(): Promise<void> {
    return new Promise((resolve) => this.#server.listen(this.#port, "127.0.0.1", resolve));
  }

  close(): Promise<void> {
    for (const line of this.#lines.clients) line.terminate();
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  #answer(line: WebSocket, frame: BrowserFrame): void {
    const answer = (body: object) =>
      line.send(JSON.stringify({ messageType: frame.messageType, status: 200, ...body }));
    switch (frame.messageType) {
      case "hello":
        return answer({ uaid: randomBytes(16).toString("hex"), use_webpush: true, broadcasts: {} });
      case "register": {
        const path = `/push/firefox-${(this.#made += 1)}`;
        this.#channels.set(path, { line, id: frame.channelID });
        return answer({ channelID: frame.channelID, pushEndpoint: `http://127.0.0.1:${this.#port}${path}` });
      }
      case "unregister":
        for (const [path, { id }] of this.#channels) if (id === frame.channelID) this.#channels.delete(path);
        return answer({ channelID: frame.channelID });
      case "ack":
        this.handled += frame.updates.filter(({ code = handled }) => code === handled).length;
        return;
      case "ping":
        return line.send("{}");
    }
  }

  /** Hands a server's push to the browser that it is for. Returns the status that the server gets. */
  async #send(request: IncomingMessage): Promise<number> {
    const channel = this.#channels.get(request.url ?? "");
    if (!channel) return 410;
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const data = Buffer.concat(chunks).toString("base64url");
    const headers = { encoding: request.headers["content-encoding"] };
    const version = randomBytes(8).toString("hex");
    channel.line.send(JSON.stringify({ messageType: "notification", channelID: channel.id, version, data, headers }));
    return 201;
  }
}
