/** Bodies that are too large or in another language than their route's, also when no length was said. */
import { describe, expect, test } from "vitest";
import { allEndpoints } from "../../app/contract/api";
import { maxPhotoBytes, maxPublicBytes } from "../../app/contract/limits";
import { sendRaw, type RawHeaders } from "../handshakes/raw";
import { newPerson } from "./client";
import { connected } from "./connected";

const absent = "01890a5d-ac96-774b-bcce-b302099a8057";

/** A body in chunks: its length stands nowhere. What it begins with comes before so many bytes. */
function chunked(beginning: string, bytes: number): string {
  const size = 64 * 1024;
  const chunkOf = (text: string) => (text === "" ? "" : `${text.length.toString(16)}\r\n${text}\r\n`);
  return `${chunkOf(beginning)}${chunkOf("x".repeat(size)).repeat(Math.ceil(bytes / size))}0\r\n\r\n`;
}

/** A form that is one as far as it goes: what is none is refused as that, before its length is known. */
const formWithFile = '--x\r\nContent-Disposition: form-data; name="image_original"; filename="a.jpg"\r\n\r\n';

/** Every route that reads a body, and the pages' forms, with one byte more than the largest body that each takes. */
const taking = [
  ...allEndpoints.flatMap(({ method, path, body, params = {} }) => {
    if (!body) return [];
    const filled = path.replace(/:(\w+)/g, (_, name: string) => (name in params && name === "act" ? "reveal" : absent));
    const isUpload = body.type === "multipart/form-data";
    const type = isUpload ? "multipart/form-data; boundary=x" : body.type;
    const limit = isUpload ? maxPhotoBytes + maxPublicBytes + 256 * 1024 : 256 * 1024;
    return [{ method, path: filled, type, limit }];
  }),
  ...["/sign-in", "/sign-up", "/settings", "/me", "/connections", "/theme", `/stories/${absent}`].map((path) => ({
    method: "POST",
    path,
    type: "application/x-www-form-urlencoded",
    limit: 64 * 1024,
  })),
];

/** The headers of somebody who may use a path: a client's for the API, a browser's for pages but those of visitors. */
async function identity(path: string): Promise<RawHeaders> {
  if (["/sign-in", "/sign-up"].includes(path)) return {};
  const { token, refresh_token: secret } = await newPerson();
  return path.startsWith("/api/") ? { Authorization: `Bearer ${token}` } : { Cookie: `heartfelt=${secret}` };
}

/** A path with what is there for the person, and their headers: whether a conversation is theirs is asked before its photos are read. */
async function callOf(path: string): Promise<{ path: string; headers: RawHeaders }> {
  if (!/^\/api\/connections\/[^/]+\/photos$/.test(path)) return { path, headers: await identity(path) };
  const { author, id } = await connected();
  return { path: path.replace(absent, id), headers: { Authorization: `Bearer ${author.token}` } };
}

describe("a body larger than its route takes is refused with 413, though no length was said", () => {
  test.each(taking)("$method $path", async ({ method, path: named, type, limit }) => {
    const { path, headers: own } = await callOf(named);
    const headers = {
      "Content-Type": type,
      "Content-Length": null,
      "Transfer-Encoding": "chunked",
      ...own,
    };
    const beginning = type.startsWith("multipart") ? formWithFile : "";
    const answer = await sendRaw({ method, path, headers, body: chunked(beginning, limit + 1) });
    expect(answer.status).toBe(413);
  });
});

test("a form in another language than a form's is refused by name, and is no fault of ours", async () => {
  for (const { path } of taking.filter((each) => !each.path.startsWith("/api/"))) {
    for (const [type, status] of [
      ["application/json", 415],
      ["text/plain", 415],
      ["multipart/form-data; boundary=x", 400],
    ] as const) {
      const headers = { "Content-Type": type, ...(await identity(path)) };
      const answer = await sendRaw({ method: "POST", path, headers, body: "{" });
      expect([path, type, answer.status]).toEqual([path, type, status]);
    }
  }
});
