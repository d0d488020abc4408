/** Requests byte by byte as an attacker may write them: no client adds, corrects or forbids a header. */
import { connect } from "node:net";
import { url } from "../api/client";
import { waitPatienceMs } from "../patience";

/** Headers by name; null leaves one of the usual ones out, a list sends it several times. */
export type RawHeaders = Record<string, string | string[] | null>;

export interface RawRequest {
  method?: string;
  path: string;
  headers: RawHeaders;
  body?: string;
}

export interface RawAnswer {
  status: number;
  headers: Headers;
  body: string;
}

/** Sends a request on a connection of its own, and reads the answer to its end; a socket that opens is hung up. */
export function sendRaw(request: RawRequest): Promise<RawAnswer> {
  const { hostname, port, host } = new URL(url);
  const { method = "GET", path, body = "" } = request;
  const headers = { Host: host, "Content-Length": method === "GET" ? null : String(body.length), ...request.headers };
  const lines = Object.entries(headers).flatMap(([name, value]) =>
    value === null ? [] : [value].flat().map((each) => `${name}: ${each}`),
  );
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    let text = "";
    const fail = () => reject(new Error(`No whole answer to ${method} ${path}: ${JSON.stringify(text)}`));
    socket.setTimeout(waitPatienceMs, fail);
    socket.on("error", reject);
    socket.on("close", fail);
    socket.on("data", (data) => {
      text += data;
      const answer = readAnswer(text, method);
      if (!answer) return;
      socket.destroy();
      resolve(answer);
    });
    socket.write(`${method} ${path} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n${body}`);
  });
}

/** The answer once it is whole, or null. */
function readAnswer(text: string, method: string): RawAnswer | null {
  const end = text.indexOf("\r\n\r\n");
  if (end === -1) return null;
  const [first = "", ...lines] = text.slice(0, end).split("\r\n");
  const status = Number(first.split(" ")[1]);
  const headers = new Headers(
    lines.map((line): [string, string] => [line.split(": ")[0]!, line.slice(line.indexOf(": ") + 2)]),
  );
  const rest = text.slice(end + 4);
  const hasNoBody = method === "HEAD" || [101, 204, 304].includes(status);
  const isWhole = headers.has("Content-Length")
    ? Buffer.byteLength(rest) >= Number(headers.get("Content-Length"))
    : rest.endsWith("0\r\n\r\n");
  return hasNoBody || isWhole ? { status, headers, body: rest } : null;
}
