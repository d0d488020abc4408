/** What stands before the app in production: it compresses text, which the app leaves to it. Everything else goes through. */
import { createServer, request } from "node:http";
import { connect } from "node:net";
import { createGzip } from "node:zlib";

const text = /text|javascript|json|svg|manifest/;

/**
 * Serves another server's answers on a free port, compressed.
 * @param {string} target its address
 * @returns {Promise<{ url: string, close: () => void }>}
 */
export async function serveCompressed(target) {
  const { port } = new URL(target);
  const server = createServer((asked, answer) => {
    const { method, url: path, headers } = asked;
    const passed = request({ host: "127.0.0.1", port, method, path, headers }, (found) => send(found, answer));
    passed.on("error", () => answer.destroy());
    asked.pipe(passed);
  });
  server.on("upgrade", (asked, socket, head) => {
    const passed = connect(Number(port), "127.0.0.1", () => {
      const fields = asked.rawHeaders.map((part, index) => (index % 2 === 0 ? `${part}: ` : `${part}\r\n`)).join("");
      passed.write(`${asked.method} ${asked.url} HTTP/1.1\r\n${fields}\r\n`);
      passed.write(head);
      passed.pipe(socket).pipe(passed);
    });
    for (const end of [passed, socket]) end.on("error", () => [passed, socket].forEach((other) => other.destroy()));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(null)));
  const address = /** @type {import("node:net").AddressInfo} */ (server.address());
  const close = () => [server.close(), server.closeAllConnections()];
  return { url: `http://localhost:${address.port}`, close };
}

/** @param {import("node:http").IncomingMessage} found @param {import("node:http").ServerResponse} answer */
function send(found, answer) {
  const { statusCode = 500, headers } = found;
  const isText = text.test(headers["content-type"] ?? "") && headers["content-encoding"] === undefined;
  if (!isText) return found.pipe(answer.writeHead(statusCode, headers));
  const { "content-length": _length, ...others } = headers;
  answer.writeHead(statusCode, { ...others, "content-encoding": "gzip" });
  return found.pipe(createGzip()).pipe(answer);
}
