import { describe, expect, test } from "vitest";
import fc from "fast-check";
import { z } from "zod";
import type { RequestBodySpec } from "~/contract/endpoint";
import { readBody, readForm } from "./body.server";

const json: RequestBodySpec = { type: "application/json", schema: z.unknown() };

interface Sent {
  type?: string | null;
  headers?: Record<string, string>;
}

function post(body: BodyInit | null, { type = "application/json", headers = {} }: Sent = {}): Request {
  const request = new Request("https://heartfelt.example/api/stories", {
    method: "POST",
    body,
    headers: { ...(type !== null && { "Content-Type": type }), ...headers },
    ...(body instanceof ReadableStream && { duplex: "half" }),
  });
  if (type === null) request.headers.delete("Content-Type");
  return request;
}

/** A body whose length no header says, in pieces; counts how many of its bytes were read. */
function streamOf(bytes: number, pieceBytes = 64 * 1024) {
  const counted = { bytes: 0 };
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (counted.bytes >= bytes) return controller.close();
        const piece = new Uint8Array(Math.min(pieceBytes, bytes - counted.bytes)).fill(0x20);
        counted.bytes += piece.byteLength;
        controller.enqueue(piece);
      },
    },
    { highWaterMark: 0 },
  );
  return { body, counted };
}

/** Returns the problem that reading throws. */
async function problemOf(read: Promise<unknown>): Promise<unknown> {
  try {
    await read;
  } catch (thrown) {
    if (thrown instanceof Response) return thrown.json();
    throw thrown;
  }
  throw new Error("Nothing was thrown.");
}

describe("a JSON body", () => {
  test("is returned as the row's schema reads it", async () => {
    const spec = { ...json, schema: z.object({ title: z.string().trim() }) };
    expect(await readBody(post('{"title":" A day "}'), spec)).toEqual({ title: "A day" });
  });

  test("of any JSON value comes back as it was sent", async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (value) => {
        const text = JSON.stringify(value);
        expect(JSON.stringify(await readBody(post(text), json))).toBe(JSON.stringify(JSON.parse(text)));
      }),
    );
  });

  test("is taken by any of JSON's media types, whatever its case, and by no other", async () => {
    for (const type of ["application/json; charset=utf-8", "Application/JSON", "application/problem+json"]) {
      expect(await readBody(post("1", { type }), json)).toBe(1);
    }
    for (const type of ["text/plain", "application/jsonp", "text/json", null]) {
      expect(await problemOf(readBody(post("1", { type }), json))).toMatchObject({
        status: 415,
        code: "unsupported_media",
      });
    }
  });

  test("that is no JSON, or no UTF-8, is a 400", async () => {
    for (const body of ["{", "", "undefined", Uint8Array.from([0x22, 0xff, 0x22])]) {
      expect(await problemOf(readBody(post(body), json))).toMatchObject({ status: 400, code: "bad_request" });
    }
  });

  test("may be left out where the row says so, and not elsewhere", async () => {
    const optional = { ...json, isOptional: true };
    expect(await readBody(post(null), optional)).toBeUndefined();
    expect(await readBody(post("", { headers: { "Content-Length": "0" } }), optional)).toBeUndefined();
    expect(await problemOf(readBody(post(null), json))).toMatchObject({ code: "bad_request" });
  });

  test("of exactly the limit is read, one byte more is a 413", async () => {
    const spec = { ...json, maxBytes: 10 };
    expect(await readBody(post('"12345678"'), spec)).toBe("12345678");
    expect(await problemOf(readBody(post('"123456789"'), spec))).toMatchObject({ status: 413, code: "too_large" });
  });

  test("is counted as it comes, when no header says its length", async () => {
    const { body } = streamOf(300 * 1024);
    expect(await problemOf(readBody(post(body), json))).toMatchObject({ code: "too_large" });
  });

  test("that goes on and on is not read to its end", async () => {
    const { body, counted } = streamOf(1024 * 1024 * 1024);
    expect(await problemOf(readBody(post(body), json))).toMatchObject({ code: "too_large" });
    expect(counted.bytes).toBeLessThan(2 * 1024 * 1024);
  });
});

describe("a form", () => {
  test("is read in the two encodings of a browser", async () => {
    const parts = new FormData();
    parts.set("note", "Hällo");
    const encoded = new Request("https://heartfelt.example/", { method: "POST", body: parts });
    const plain = post("note=H%C3%A4llo", { type: "application/x-www-form-urlencoded" });
    for (const request of [encoded, plain]) expect((await readForm(request)).get("note")).toBe("Hällo");
  });

  test("in another type is a 415, larger than its limit a 413, and with a broken boundary a 400", async () => {
    const type = "application/x-www-form-urlencoded";
    expect(await problemOf(readForm(post("a=b")))).toMatchObject({ code: "unsupported_media" });
    const large = post(`a=${"x".repeat(64 * 1024)}`, { type });
    expect(await problemOf(readForm(large))).toMatchObject({ code: "too_large" });
    const broken = post("--other", { type: "multipart/form-data; boundary=x" });
    expect(await problemOf(readForm(broken))).toMatchObject({ code: "bad_request" });
  });
});
