import { decodeJwt, decodeProtectedHeader, SignJWT, UnsecuredJWT } from "jose";
import { beforeAll, describe, expect, test } from "vitest";
import { newPerson, send, url, type Person } from "../api/client";
import { connected } from "../api/connected";
import { appSecret, forged, signInAgain, signOut, tokenMadeAt } from "../access-matrix/people";
import { sendRaw, type RawAnswer, type RawHeaders } from "./raw";

const own = new URL(url);
const absent = "0198c0de-0000-7000-8000-000000000001";

/** The difference between a request and that of a client that must be let in. */
interface Variation {
  method?: string;
  room?: string;
  /** After the path; with the good token unless it is said. */
  query?: string;
  headers?: RawHeaders;
}

let author: Person;
let room = "";
/** Tokens by their names below. */
const tokens: Record<string, string> = {};

beforeAll(async () => {
  ({ author, id: room } = await connected());
  const chat = (await (await send("POST", "/api/chat/token", { as: author })).json()) as { token: string };
  const left = await signInAgain(author);
  await signOut(left);
  const stranger = await newPerson();
  const sid = String(decodeJwt(stranger.token).sid);
  Object.assign(tokens, {
    good: author.token,
    chat: chat.token,
    signedOut: left.token,
    stranger: stranger.token,
    refresh: author.refresh_token,
    expired: await tokenMadeAt(author, new Date(Date.now() - 60 * 60_000)),
    expiredChat: await changed(chat.token, { exp: seconds(-1) }),
    forged: await forged(author.token),
    unsigned: new UnsecuredJWT(decodeJwt(author.token)).encode(),
    stripped: author.token.replace(/[^.]+$/, ""),
    swapped: [...stranger.token.split(".").slice(0, 2), author.token.split(".")[2]].join("."),
    hs512: await changed(author.token, {}, { alg: "HS512" }),
    otherKid: await changed(author.token, {}, { kid: "another" }),
    noKid: await changed(author.token, {}, { kid: undefined }),
    otherAudience: await changed(author.token, { aud: "heartfelt-mail" }),
    noAudience: await changed(author.token, { aud: undefined }),
    otherIssuer: await changed(author.token, { iss: "elsewhere" }),
    endless: await changed(author.token, { exp: undefined }),
    tooEarly: await changed(author.token, { nbf: seconds(600) }),
    sessionOfAnother: await changed(author.token, { sid }),
    noSession: await changed(author.token, { sid: undefined }),
    absentSession: await changed(author.token, { sid: absent }),
    noSubject: await changed(author.token, { sub: undefined }),
  });
});

function seconds(fromNow: number): number {
  return Math.floor(Date.now() / 1000) + fromNow;
}

/** A token that says something else than one of the app's, signed with the app's own secret. */
function changed(token: string, claims: object, header: object = {}): Promise<string> {
  const newHeader = { ...(decodeProtectedHeader(token) as { alg: string }), ...header };
  return new SignJWT({ ...decodeJwt(token), ...claims })
    .setProtectedHeader(newHeader)
    .sign(new TextEncoder().encode(appSecret));
}

const usual: RawHeaders = {
  Connection: "Upgrade",
  Upgrade: "websocket",
  "Sec-WebSocket-Version": "13",
  "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
};

function shakeHands({ method, room: other, query, headers }: Variation): Promise<RawAnswer> {
  const path = `/api/chat/connect/${other ?? room}${query ?? `?token=${tokens.good}`}`;
  return sendRaw({ method, path, headers: { ...usual, ...headers } });
}

type Row = [what: string, variation: Variation, status: number];

const withHeader = (name: string, value: string | string[] | null): Variation => ({ headers: { [name]: value } });
const withOrigin = (value: string | string[]) => withHeader("Origin", value);
const fromSite = (value: string | string[]) => withHeader("Sec-Fetch-Site", value);

describe("an upgrade's origin: our own, or none", () => {
  test.each<Row>([
    ["none", {}, 101],
    ["our own", withOrigin(url), 101],
    ["another site's", withOrigin("https://evil.example"), 403],
    ["an opaque one", withOrigin("null"), 403],
    ["a file's", withOrigin("file://"), 403],
    ["an extension's", withOrigin("chrome-extension://abcdefghijklmnop"), 403],
    ["ours with another scheme", withOrigin(`https://${own.host}`), 403],
    ["ours with the socket's scheme", withOrigin(`ws://${own.host}`), 403],
    ["ours with another port", withOrigin(`http://${own.hostname}:1`), 403],
    ["ours without a port", withOrigin(`http://${own.hostname}`), 403],
    ["the same machine by its number", withOrigin(`http://127.0.0.1:${own.port}`), 403],
    ["ours as the start of another name", withOrigin(`${url}.evil.example`), 403],
    ["ours as the user of another name", withOrigin(`http://${own.host}@evil.example`), 403],
    ["a name below ours", withOrigin(`http://sub.${own.host}`), 403],
    ["ours with a path", withOrigin(`${url}/`), 403],
    ["ours in capitals", withOrigin(url.toUpperCase()), 403],
    ["ours, and another's after it", withOrigin(`${url}, https://evil.example`), 403],
    ["ours and another's, in two headers", withOrigin([url, "https://evil.example"]), 403],
  ])("%s", async (_what, variation, status) => {
    expect((await shakeHands(variation)).status).toBe(status);
  });
});

describe("an upgrade's Sec-Fetch-Site: same-origin or none", () => {
  test.each<Row>([
    ["same-origin", fromSite("same-origin"), 101],
    ["none", fromSite("none"), 101],
    ["same-site", fromSite("same-site"), 403],
    ["cross-site", fromSite("cross-site"), 403],
    ["cross-site in capitals", fromSite("CROSS-SITE"), 403],
    ["cross-site with our origin", { headers: { Origin: url, "Sec-Fetch-Site": "cross-site" } }, 403],
    [
      "same-origin with another's origin",
      { headers: { Origin: "https://evil.example", "Sec-Fetch-Site": "same-origin" } },
      403,
    ],
    ["a word that nobody knows", fromSite("nearby"), 403],
    ["two words", fromSite(["same-origin", "cross-site"]), 403],
  ])("%s", async (_what, variation, status) => {
    expect((await shakeHands(variation)).status).toBe(status);
  });
});

describe("an upgrade's form, as RFC 6455 has it", () => {
  test.each<Row>([
    ["no Upgrade", withHeader("Upgrade", null), 426],
    ["Upgrade to something else", withHeader("Upgrade", "h2c"), 426],
    ["Upgrade in other letters", withHeader("Upgrade", "WebSocket"), 101],
    ["Connection kept and upgraded, as Firefox says it", withHeader("Connection", "keep-alive, Upgrade"), 101],
    ["extensions", withHeader("Sec-WebSocket-Extensions", "permessage-deflate"), 101],
    ["POST without Upgrade", { method: "POST", headers: { Upgrade: null } }, 405],
    ["DELETE without Upgrade", { method: "DELETE", headers: { Upgrade: null } }, 405],
    ["OPTIONS without Upgrade", { method: "OPTIONS", headers: { Upgrade: null } }, 405],
  ])("%s", async (_what, variation, status) => {
    expect((await shakeHands(variation)).status).toBe(status);
  });

  // The runtime's own refusals: the app is shown a well-formed GET, and what it answers is not passed on.
  test.each<Row>([
    ["no version", withHeader("Sec-WebSocket-Version", null), 400],
    ["an old version", withHeader("Sec-WebSocket-Version", "8"), 400],
    ["a version to come", withHeader("Sec-WebSocket-Version", "14"), 400],
    ["no key", withHeader("Sec-WebSocket-Key", null), 400],
    ["HEAD", { method: "HEAD" }, 500],
    ["POST", { method: "POST" }, 500],
    ["PUT", { method: "PUT" }, 500],
    ["DELETE", { method: "DELETE" }, 500],
  ])("%s is refused by the runtime", async (_what, variation, status) => {
    expect((await shakeHands(variation)).status).toBe(status);
  });
});

describe("an upgrade's token: in the query, for the API or for sockets, good now", () => {
  const withToken = (name: string): Variation => ({
    get query() {
      return `?token=${tokens[name]}`;
    },
  });
  test.each<Row>([
    ["a session's", withToken("good"), 101],
    ["a socket's", withToken("chat"), 101],
    ["none", { query: "" }, 422],
    ["an empty one", { query: "?token=" }, 401],
    ["no token at all", { query: "?token=nonsense" }, 401],
    ["one that is too long", { query: `?token=${"x".repeat(4_001)}` }, 422],
    [
      "a bearer's alone",
      {
        query: "",
        headers: {
          get Authorization() {
            return `Bearer ${tokens.good}`;
          },
        },
      },
      422,
    ],
    [
      "a cookie's alone",
      {
        query: "",
        headers: {
          get Cookie() {
            return `heartfelt=${tokens.refresh}`;
          },
        },
      },
      422,
    ],
    [
      "a good one, then a bad one",
      {
        get query() {
          return `?token=${tokens.good}&token=nonsense`;
        },
      },
      401,
    ],
    ["a refresh token", withToken("refresh"), 401],
    ["a session's that was signed out", withToken("signedOut"), 401],
    ["a session's past its time", withToken("expired"), 401],
    ["a socket's past its time", withToken("expiredChat"), 401],
    ["one of another secret", withToken("forged"), 401],
    ["one that is not signed (alg none)", withToken("unsigned"), 401],
    ["one whose signature was taken off", withToken("stripped"), 401],
    ["one with the signature of another", withToken("swapped"), 401],
    ["one of another algorithm", withToken("hs512"), 401],
    ["one of another key id", withToken("otherKid"), 401],
    ["one of no key id", withToken("noKid"), 401],
    ["one for another audience", withToken("otherAudience"), 401],
    ["one for no audience", withToken("noAudience"), 401],
    ["one of another issuer", withToken("otherIssuer"), 401],
    ["one that never expires", withToken("endless"), 401],
    ["one that is not good yet", withToken("tooEarly"), 401],
    ["one that names another's session", withToken("sessionOfAnother"), 401],
    ["one without a session", withToken("noSession"), 401],
    ["one of a session that never was", withToken("absentSession"), 401],
    ["one of nobody", withToken("noSubject"), 401],
    ["a stranger's", withToken("stranger"), 403],
  ])("%s", async (_what, variation, status) => {
    expect((await shakeHands(variation)).status).toBe(status);
  });
});

describe("an upgrade's room and place in it", () => {
  const after = (value: string): Variation => ({
    get query() {
      return `?token=${tokens.good}&after=${value}`;
    },
  });
  test.each<Row>([
    ["from the start", after("0"), 101],
    ["from further than the end", after("999999"), 101],
    ["from before the start", after("-1"), 422],
    ["from between two messages", after("1.5"), 422],
    ["from no number", after("abc"), 422],
    ["from infinity", after("Infinity"), 422],
    ["from further than numbers are exact", after("9007199254740993"), 422],
    ["a room that never was", { room: absent }, 403],
    ["no id", { room: "nonsense" }, 403],
    [
      "the room in capitals",
      {
        get room() {
          return room.toUpperCase();
        },
      },
      403,
    ],
    [
      "the room with more after it",
      {
        get room() {
          return `${room}x`;
        },
      },
      403,
    ],
    [
      "the room with a zero byte",
      {
        get room() {
          return `${room}%00`;
        },
      },
      403,
    ],
    ["the room's parent", { room: "%2e%2e" }, 404],
    [
      "a path below the room",
      {
        get room() {
          return `${room}/more`;
        },
      },
      404,
    ],
  ])("%s", async (_what, variation, status) => {
    expect((await shakeHands(variation)).status).toBe(status);
  });
});
