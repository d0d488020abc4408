/** A stand-in for Turnstile's siteverify, as Cloudflare documents it: its JSON, its error codes, and tokens that work once. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export const secretKey = "a secret key of these tests";

interface Asked {
  secret?: string;
  response?: string;
  remoteip?: string;
  idempotency_key?: string;
}

/** Its next answers when it does not verify, in turn. */
export type Misbehaviour = "internal-error" | "502" | "no JSON" | "hangs" | "hangs up";

interface Solved {
  hostname: string;
  action: string;
}

export interface Siteverify {
  url: string;
  /** Returns a token of a widget that somebody passed. */
  newToken: (solved?: Partial<Solved>) => string;
  misbehave: (...next: Misbehaviour[]) => void;
  /** Forgets what of that was not called for. */
  behave: () => void;
  asked: Asked[];
  close: () => Promise<void>;
}

/** Starts it on a free port of this machine. */
export async function startSiteverify(): Promise<Siteverify> {
  const solved = new Map<string, Solved>();
  const usedBy = new Map<string, string | undefined>();
  const asked: Asked[] = [];
  const next: Misbehaviour[] = [];

  const verify = ({ secret, response, idempotency_key: key }: Asked) => {
    if (!secret) return failed("missing-input-secret");
    if (secret !== secretKey) return failed("invalid-input-secret");
    if (!response) return failed("missing-input-response");
    const found = solved.get(response);
    if (!found) return failed("invalid-input-response");
    if (usedBy.has(response) && (key === undefined || usedBy.get(response) !== key)) {
      return failed("timeout-or-duplicate");
    }
    usedBy.set(response, key);
    return { success: true, "error-codes": [], challenge_ts: new Date(0).toISOString(), cdata: "", ...found };
  };

  const server = createServer((request, response) => {
    void textOf(request).then((text) => {
      const question = JSON.parse(text) as Asked;
      asked.push(question);
      respond(response, next.shift(), () => verify(question));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // it listens on a port
  return {
    url: `http://127.0.0.1:${port}/turnstile/v0/siteverify`,
    newToken({ hostname = "localhost", action = "sign-up" } = {}) {
      const token = `0.${crypto.randomUUID()}`;
      solved.set(token, { hostname, action });
      return token;
    },
    misbehave: (...more) => void next.push(...more),
    behave: () => void next.splice(0),
    asked,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** Answers as asked to misbehave, or well. */
function respond(response: ServerResponse, misbehaviour: Misbehaviour | undefined, verify: () => object): void {
  const send = (status: number, body: string) => {
    response.writeHead(status, { "Content-Type": "application/json" }).end(body);
  };
  switch (misbehaviour) {
    case "hangs":
      return;
    case "hangs up":
      verify(); // the answer is lost, and the token used
      response.destroy();
      return;
    case "502":
      return send(502, "<html>Bad gateway</html>");
    case "no JSON":
      return send(200, "[");
    case "internal-error":
      return send(200, JSON.stringify(failed("internal-error")));
    case undefined:
      return send(200, JSON.stringify(verify()));
    default:
      return misbehaviour satisfies never;
  }
}

function failed(code: string) {
  return { success: false, "error-codes": [code] };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
