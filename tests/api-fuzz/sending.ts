/** Sends generated requests as they are: fetch would put much of them right. */
import { Agent, request as httpRequest, type IncomingMessage } from "node:http";
import { fromAPlaceOfTheirOwn, url } from "../api/client";
import { waitPatienceMs } from "../patience";
import { boundary, type FormPart } from "./forms";
import type { FuzzBody, FuzzRequest } from "./requests";
import type { Sender } from "./world";

/** A request with what names stand for put in. */
export interface Sent {
  method: string;
  /** With the query. */
  target: string;
  headers: Record<string, string>;
  body: Buffer | null;
}

/** The request as one sender sends it. Of headers named twice the last counts. */
export function asSentBy({ names, credentials }: Sender, request: FuzzRequest, picture: Buffer): Sent {
  const resolved = (text: string) => text.replace(/\{([a-z ]+)\}/gi, (whole, name: string) => nameOf(name) ?? whole);
  const nameOf = (name: string) => (name === "new email" ? newEmail() : names[name]);
  const body = bodyBytes(request.body, resolved, picture);
  const type = "type" in request.body ? request.body.type : null;
  const headers: Record<string, string> = {
    ...fromAPlaceOfTheirOwn(),
    ...(type !== null && { "Content-Type": type }),
    ...credentials[request.caller],
    ...Object.fromEntries(request.headers.map(([name, value]) => [name, resolved(value)])),
  };
  if (body !== null && !("Transfer-Encoding" in headers)) headers["Content-Length"] = String(body.length);
  const target = resolved(request.path + (request.query === "" ? "" : `?${request.query}`));
  return { method: request.method, target, headers, body };
}

let made = 0;

function newEmail(): string {
  made += 1;
  return `fuzz-${process.pid}-${made}-${Date.now()}@example.org`;
}

function bodyBytes(body: FuzzBody, resolved: (text: string) => string, picture: Buffer): Buffer | null {
  switch (body.kind) {
    case "none":
      return null;
    case "json":
      return Buffer.from(resolved(JSON.stringify(body.value)));
    case "text":
      return Buffer.from(resolved(body.text));
    case "bytes":
      return Buffer.from(body.hex, "hex");
    case "form":
      return Buffer.concat([...body.parts.flatMap((part) => partBytes(part, picture)), Buffer.from(body.ending)]);
    default:
      return body satisfies never;
  }
}

function partBytes({ name, filename, content }: FormPart, picture: Buffer): Buffer[] {
  const file = filename === null ? "" : `; filename="${filename}"\r\nContent-Type: image/jpeg`;
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${file}\r\n\r\n`;
  return [Buffer.from(head), content === "{picture}" ? picture : bytesOf(content), Buffer.from("\r\n")];
}

/** Text as bytes: characters up to 255 as a byte each, so that the starts of pictures can be written. */
function bytesOf(text: string): Buffer {
  const isBytes = [...text].every((character) => (character.codePointAt(0) ?? 0) < 256);
  return Buffer.from(text, isBytes ? "latin1" : "utf8");
}

/** A line that is kept open between requests, as browsers and proxies do. */
export function openLine(): Agent {
  return new Agent({ keepAlive: true, maxSockets: 1 });
}

/**
 * The whole answer. The server may hang up after an answer whose body it did not read: a request that hits this goes
 * over a line of its own.
 */
export async function answerTo(sent: Sent, line: Agent): Promise<Response> {
  return exchange(sent, line).catch((error: unknown) => {
    if (error instanceof Error && /ECONNRESET|EPIPE|socket hang up/.test(error.message)) return exchange(sent, false);
    throw error;
  });
}

function exchange({ method, target, headers, body }: Sent, agent: Agent | false): Promise<Response> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const request = httpRequest({ hostname, port, agent, method, path: target, headers, timeout: waitPatienceMs });
    const receive = (answer: IncomingMessage) => {
      const parts: Buffer[] = [];
      answer.on("data", (part: Buffer) => parts.push(part));
      answer.on("end", () => resolve(responseOf(answer, Buffer.concat(parts))));
      answer.on("error", reject);
    };
    request.on("response", receive);
    request.on("upgrade", (_answer, socket) => {
      socket.destroy();
      reject(new Error("A socket was opened without the headers of an upgrade."));
    });
    request.on("timeout", () => request.destroy(new Error(`No answer within ${waitPatienceMs} ms.`)));
    request.on("error", reject);
    request.end(body ?? undefined);
  });
}

const withoutBody = new Set([204, 205, 304]);

function responseOf({ statusCode = 0, headers }: IncomingMessage, body: Buffer): Response {
  const pairs = Object.entries(headers).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [value].flat().map((each) => [name, each]),
  );
  return new Response(withoutBody.has(statusCode) ? null : new Uint8Array(body), {
    status: statusCode,
    headers: pairs,
  });
}
