/** Stands in for a mail provider on this machine: keeps each mail as a file of the state folder, and lists them. */
import { randomBytes, randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";

/** Mails that are listed; their files all stay. */
const listed = 50;

/** Bytes of one mail. */
const maxMailBytes = 1024 * 1024;

/**
 * @typedef {{ to: string[], subject: string, text: string, html: string, sent_at: string }} LocalMail
 * @typedef {{ tokenTo: (email: string) => Promise<string>, vars: (origin: string) => Record<string, string>, mails: () => LocalMail[], close: () => Promise<void> }} LocalMailboxServer
 */

/**
 * Starts it on a free port. `vars` returns the settings by which an app at an origin sends its mails here; `tokenTo` the secret of
 * the newest link to an address, once there is one.
 * @param {string} stateDirectory
 * @param {(mail: LocalMail) => void} [onMail]
 * @returns {Promise<LocalMailboxServer>}
 */
export async function startLocalMailbox(stateDirectory, onMail) {
  const folder = join(stateDirectory, "mail");
  const key = randomBytes(24).toString("base64url");
  mkdirSync(folder, { recursive: true });
  const mails = () => mailsIn(folder);
  /** @type {Map<string, (token: string) => void>} */
  const awaited = new Map();
  const receive = (/** @type {string} */ body) => {
    const mail = { ...JSON.parse(body), sent_at: new Date().toISOString() };
    const name = keep(mail, folder);
    onMail?.(mail);
    const token = tokenIn(mail);
    if (token !== null) for (const address of mail.to) awaited.get(address)?.(token);
    return { id: name };
  };
  const server = createServer(async (request, response) => {
    if (request.headers.authorization !== `Bearer ${key}`) return response.writeHead(401).end();
    if (request.method === "GET") return response.end(JSON.stringify(mails()));
    const body = await readBody(request);
    if (body === null) return response.writeHead(413).end();
    return response.end(JSON.stringify(receive(body)));
  });
  const port = await listening(server);
  return {
    vars: (origin) => settingsOf(origin, { port, key }),
    mails,
    tokenTo(email) {
      const known = mails().find(({ to }) => to.includes(email));
      const token = known ? tokenIn(known) : null;
      return token !== null ? Promise.resolve(token) : new Promise((resolve) => awaited.set(email, resolve));
    },
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** Returns the settings of an app that mails by it. @param {string} origin @param {{ port: number, key: string }} mailbox @returns {Record<string, string>} */
function settingsOf(origin, { port, key }) {
  return {
    MAIL_FROM: "heartfelt@localhost.example",
    MAIL_ORIGIN: origin,
    MAIL_HTTP_URL: `http://127.0.0.1:${port}/emails`,
    MAIL_HTTP_KEY: key,
  };
}

/** Returns the free port that a server took. @param {import("node:http").Server} server @returns {Promise<number>} */
async function listening(server) {
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

/** Writes a mail, and its page beside it. Returns its name. @param {LocalMail} mail @param {string} folder @returns {string} */
function keep(mail, folder) {
  const name = `${mail.sent_at.replaceAll(":", "-")}-${randomUUID()}`;
  writeFileSync(join(folder, `${name}.html`), mail.html);
  writeFileSync(join(folder, `${name}.json`), JSON.stringify(mail, null, 2));
  return name;
}

/** The secret of a mail's link; null where there is none. @param {LocalMail} mail @returns {string | null} */
function tokenIn({ text }) {
  return /[?&]token=([\w-]+)/.exec(text)?.[1] ?? null;
}

/** The newest first. @param {string} folder @returns {LocalMail[]} */
function mailsIn(folder) {
  const names = readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .sort()
    .reverse();
  return names.slice(0, listed).map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")));
}

/** @param {import("node:http").IncomingMessage} request @returns {Promise<string | null>} */
async function readBody(request) {
  /** @type {Buffer[]} */
  const chunks = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length > maxMailBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
