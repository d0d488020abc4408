/** The app as another release would serve it: a proxy before it that changes the service worker, or what the server says. */
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import { patientFetch } from "../../scripts/patient-fetch.mjs";

/** Of one connection; and what would let the app answer that a file is as it was. */
const notPassedOn = new Set([
  "if-none-match",
  "if-modified-since",
  "etag",
  "connection",
  "content-encoding",
  "content-length",
  "keep-alive",
  "transfer-encoding",
]);

/** Serves the app for visitors; closed when the test ends. */
export async function serveAsOtherRelease(appUrl: string) {
  let changes = { version: "", silent: false, isCut: false };
  const server = createServer((asked, answer) => {
    if (changes.isCut) return asked.socket.destroy();
    const respond = async () => {
      const given = await patientFetch(appUrl + asked.url, { headers: headersOf(asked), redirect: "manual" });
      for (const [name, value] of given.headers) {
        const isLeftOut = notPassedOn.has(name) || (changes.silent && name.startsWith("heartfelt-"));
        if (!isLeftOut) answer.setHeader(name, value);
      }
      const body = Buffer.from(await given.arrayBuffer());
      answer.writeHead(given.status);
      answer.end(asked.url === "/service-worker.js" ? withVersion(body.toString(), changes.version) : body);
    };
    respond().catch(() => answer.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    /** From now on the service worker is of another version. */
    release: (version: string) => void (changes = { ...changes, version }),
    /** From now on nothing gets through, neither of pages nor of workers. */
    cut: () => void (changes = { ...changes, isCut: true }),
    /** From now on the server does not say what may be kept. */
    saysNothingOfKeeping: () => void (changes = { ...changes, silent: true }),
  };
}

function headersOf({ headers }: IncomingMessage): Record<string, string> {
  const passed = Object.entries(headers).filter(([name]) => !notPassedOn.has(name) && name !== "host");
  return Object.fromEntries(passed.map(([name, value]) => [name, String(value)]));
}

function withVersion(script: string, version: string): string {
  const own = /^\/\/ ([0-9a-f]{16})/.exec(script)?.[1];
  if (own === undefined) throw new Error("The service worker does not begin with its version.");
  return version === "" ? script : script.replaceAll(own, version);
}
