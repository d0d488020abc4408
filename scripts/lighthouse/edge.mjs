/**
 * A stand-in for the edge before the app in production: it speaks HTTP/2, over which a page's files share one connection, and compresses
 * text, which the app leaves to it. Everything else goes through.
 */
import { request } from "node:http";
import { createSecureServer } from "node:http2";
import { connect } from "node:net";
import { createGzip } from "node:zlib";

const text = /text|javascript|json|svg|manifest/;

/** Fields of one connection, which HTTP/2 does not pass on (RFC 9113, 8.2.2). */
const hopFields = ["connection", "keep-alive", "transfer-encoding", "upgrade", "proxy-connection"];

/**
 * Serves another server's answers on a free port.
 * @param {string} target its address
 * @param {{ key: string, cert: string }} certificate in PEM, which browsers that come take without asking
 * @returns {Promise<{ url: string, close: () => void }>}
 */
export async function serveAsEdge(target, certificate) {
  const { port } = new URL(target);
  /** @type {Set<import("node:net").Socket>} */
  const sockets = new Set();
  const server = createSecureServer({ ...certificate, allowHTTP1: true }, (asked, answer) => {
    const { method, url: path } = asked;
    const headers = {
      host: asked.authority || asked.headers.host,
      ...without(asked.headers, (name) => name[0] === ":"),
      ...(asked.headers.origin && { origin: originAt(asked.headers.origin) }),
    };
    const passed = request({ host: "127.0.0.1", port, method, path, headers }, (found) => send(found, answer));
    passed.on("error", () => answer.destroy());
    asked.pipe(passed);
  });
  // Sockets come by HTTP/1.1.
  server.on("upgrade", (/** @type {import("node:http").IncomingMessage} */ asked, socket, head) => {
    const passed = connect(Number(port), "127.0.0.1", () => {
      const fields = asked.rawHeaders
        .map((part, index) => (index % 2 === 0 ? `${part}: ` : `${originAt(part)}\r\n`))
        .join("");
      passed.write(`${asked.method} ${asked.url} HTTP/1.1\r\n${fields}\r\n`);
      passed.write(head);
      passed.pipe(socket).pipe(passed);
    });
    for (const end of [passed, socket]) end.on("error", () => [passed, socket].forEach((other) => other.destroy()));
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(null)));
  const address = /** @type {import("node:net").AddressInfo} */ (server.address());
  const close = () => [server.close(), sockets.forEach((socket) => socket.destroy())];
  return { url: `https://localhost:${address.port}`, close };
}

/** The app is asked by http here, and takes what a page of another origin sends for forged. @param {string} value */
function originAt(value) {
  return value.replace(/^https:\/\/(localhost:\d+)$/, "http://$1");
}

/** @param {import("node:http").IncomingMessage} found @param {import("node:http2").Http2ServerResponse} answer */
function send(found, answer) {
  const { statusCode = 500, headers } = found;
  const isText = text.test(headers["content-type"] ?? "") && headers["content-encoding"] === undefined;
  const compressed = isText ? ["content-length"] : [];
  const passed = without(headers, (name) => [...hopFields, ...compressed].includes(name));
  answer.writeHead(statusCode, isText ? { ...passed, "content-encoding": "gzip" } : passed);
  return isText ? found.pipe(createGzip()).pipe(answer) : found.pipe(answer);
}

/** @param {import("node:http").IncomingHttpHeaders} headers @param {(name: string) => boolean} isDropped */
function without(headers, isDropped) {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !isDropped(name)));
}
