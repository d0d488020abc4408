import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Problem } from "~/contract/problem";
import { FormStream, textOf } from "./form-stream.server";

const boundary = "edge";
const type = `multipart/form-data; boundary=${boundary}`;

interface Sent {
  fields: readonly [name: string, content: string][];
  path?: string;
  headers?: Record<string, string>;
  /** Bytes of each piece on its way, taken in turn. */
  sizes?: readonly number[];
}

function bodyOf(fields: Sent["fields"]): Uint8Array {
  const parts = fields.map(
    ([name, content]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${content}\r\n`,
  );
  return new TextEncoder().encode(`${parts.join("")}--${boundary}--\r\n`);
}

/** A request that sends its body in pieces, without saying how long it is. */
function requestOf({ fields, path = "/upload", headers = {}, sizes = [1_000] }: Sent): Request {
  const body = bodyOf(fields);
  let at = 0;
  let piece = 0;
  const stream = new ReadableStream({
    type: "bytes",
    pull(controller) {
      if (at >= body.length) {
        controller.close();
        controller.byobRequest?.respond(0);
        return;
      }
      const size = sizes[piece++ % sizes.length] ?? 1;
      controller.enqueue(body.slice(at, at + size));
      at += size;
    },
  });
  const init = { method: "POST", headers: { "Content-Type": type, ...headers }, body: stream, duplex: "half" };
  return new Request(`https://heartfelt.test${path}`, init);
}

async function readAll(form: FormStream): Promise<[string, string][]> {
  const read: [string, string][] = [];
  for await (const { name, chunks } of form.parts()) read.push([name, await textOf(chunks, 10_000)]);
  return read;
}

const fingerprintOf = (sent: Sent) => new FormStream(requestOf(sent), { maxBytes: 10_000 }).fingerprint();

/** Returns the code of the problem that reading ends with. */
async function refusal(reading: () => Promise<unknown>): Promise<string> {
  try {
    await reading();
  } catch (error) {
    if (error instanceof Response) return ((await error.json()) as Problem).code;
    throw error;
  }
  return "none";
}

const fields = fc.array(fc.tuple(fc.stringMatching(/^[a-z]{1,8}$/), fc.stringMatching(/^[\w -]{0,60}$/)), {
  maxLength: 5,
});
const sizes = fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 6 });

test("a form is read alike, and has one fingerprint, in whatever pieces it comes", async () => {
  await fc.assert(
    fc.asyncProperty(fields, sizes, async (sent, pieces) => {
      const form = new FormStream(requestOf({ fields: sent, sizes: pieces }), { maxBytes: 10_000 });
      let told = "";
      form.onRead = (fingerprint) => {
        told = fingerprint;
        return Promise.resolve();
      };
      expect(await readAll(form)).toEqual(sent);
      expect(told).toBe(await fingerprintOf({ fields: sent }));
    }),
  );
});

test("forms that differ in a name, a content, a border or the path have different fingerprints", async () => {
  await fc.assert(
    fc.asyncProperty(fields, fields, async (one, other) => {
      fc.pre(JSON.stringify(one) !== JSON.stringify(other));
      expect(await fingerprintOf({ fields: one })).not.toBe(await fingerprintOf({ fields: other }));
    }),
  );
  const sent = [["a", "b"]] as const satisfies Sent["fields"];
  expect(await fingerprintOf({ fields: [...sent] })).not.toBe(
    await fingerprintOf({ fields: [...sent], path: "/other" }),
  );
});

test("the rest of a form that is left early is read for the fingerprint, too", async () => {
  const sent: Sent["fields"] = [
    ["first", "x".repeat(3_000)],
    ["second", "y"],
  ];
  const form = new FormStream(requestOf({ fields: sent }), { maxBytes: 10_000 });
  for await (const { name, chunks } of form.parts()) {
    await chunks.next();
    expect(name).toBe("first");
    break;
  }
  expect(await form.fingerprint()).toBe(await fingerprintOf({ fields: sent }));
});

test.each([
  ["unsupported_media", () => new FormStream(requestOf({ fields: [], headers: { "Content-Type": "text/plain" } }), {})],
  [
    "bad_request",
    () => new FormStream(requestOf({ fields: [], headers: { "Content-Type": "multipart/form-data" } }), {}),
  ],
] as const)("what is no form is refused as %s before a byte of it is read", async (code, make) => {
  expect(await refusal(() => Promise.resolve().then(make))).toBe(code);
});

test("a form past its bound is refused, whether it says so or not, and its refusal is all that is heard of it", async () => {
  const sent: Sent = { fields: [["text", "x".repeat(500)]] };
  const open = (headers: Record<string, string>) => new FormStream(requestOf({ ...sent, headers }), { maxBytes: 300 });
  expect(await refusal(() => readAll(open({})))).toBe("too_large");
  expect(await refusal(() => readAll(open({ "Content-Length": "700" })))).toBe("too_large");
  await expect(open({}).drop()).resolves.toBeUndefined();
});

test("a form that breaks off, or whose first border is missing, cannot be read", async () => {
  const broken = (content: string) =>
    new FormStream(
      new Request("https://heartfelt.test/", { method: "POST", headers: { "Content-Type": type }, body: content }),
      { maxBytes: 10_000 },
    );
  const half = `--${boundary}\r\nContent-Disposition: form-data; name="a"\r\n\r\nhalf`;
  expect(await refusal(() => readAll(broken(half)))).toBe("bad_request");
  expect(await refusal(() => readAll(broken("no border at all")))).toBe("bad_request");
  await expect(broken(half).drop()).resolves.toBeUndefined();
});

test("a field of text past its bound is refused", async () => {
  const form = new FormStream(requestOf({ fields: [["text", "12345"]] }), { maxBytes: 10_000 });
  const read = async () => {
    for await (const { chunks } of form.parts()) await textOf(chunks, 4);
  };
  expect(await refusal(read)).toBe("too_large");
});

/** A form that sends a piece whenever it is told to, and says nothing in between. */
function slowForm() {
  let controller: ReadableByteStreamController | undefined;
  const body = new ReadableStream({
    type: "bytes",
    start(given) {
      controller = given;
    },
  });
  const init = { method: "POST", headers: { "Content-Type": type }, body, duplex: "half" };
  const form = new FormStream(new Request("https://heartfelt.test/upload", init), { maxBytes: 10_000 });
  const sent = bodyOf([["text", "one after the other"]]);
  let at = 0;
  const sendByte = () => controller?.enqueue(sent.slice(at, (at += 1)));
  return { form, sendByte };
}

describe("a form that stops to send", () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test("is given up after 30 seconds without a byte, and not a moment before", async () => {
    const { form } = slowForm();
    let end = "none yet";
    const reading = refusal(() => readAll(form)).then((code) => (end = code));
    await vi.advanceTimersByTimeAsync(29_999);
    expect(end).toBe("none yet");
    await vi.advanceTimersByTimeAsync(1);
    await reading;
    expect(end).toBe("bad_request");
  });

  test("has 30 seconds again with each byte", async () => {
    const { form, sendByte } = slowForm();
    let end = "none yet";
    const reading = refusal(() => readAll(form)).then((code) => (end = code));
    for (let n = 0; n < 20; n++) {
      sendByte();
      await vi.advanceTimersByTimeAsync(29_999);
      expect(end).toBe("none yet");
    }
    await vi.advanceTimersByTimeAsync(1);
    await reading;
    expect(end).toBe("bad_request");
  });

  test("leaves no timer behind once it was read", async () => {
    await readAll(new FormStream(requestOf({ fields: [["a", "b"]] }), { maxBytes: 10_000 }));
    expect(vi.getTimerCount()).toBe(0);
  });
});
