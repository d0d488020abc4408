import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { boundaryOf, readParts } from "./multipart.server";

/** The body in pieces of random sizes, each in the same memory as the one before. */
async function* inPieces(body: Uint8Array, sizes: () => number): AsyncGenerator<Uint8Array> {
  const memory = new Uint8Array(64 * 1024);
  for (let at = 0; at < body.length;) {
    const part = body.subarray(at, at + Math.min(memory.length, sizes()));
    memory.set(part);
    at += part.length;
    yield memory.subarray(0, part.length);
  }
}

interface Field {
  name: string;
  fileName: string | null;
  bytes: number[];
}

async function read(body: Uint8Array, boundary: string, sizes = () => 1_000): Promise<Field[]> {
  const fields: Field[] = [];
  for await (const { name, fileName, chunks } of readParts(inPieces(body, sizes), boundary)) {
    const bytes: number[] = [];
    for await (const chunk of chunks) bytes.push(...chunk);
    fields.push({ name, fileName, bytes });
  }
  return fields;
}

const text = (body: string) => new TextEncoder().encode(body);

const byte = fc.oneof(fc.nat({ max: 255 }), fc.constantFrom(13, 10, 45, 34));
const content = fc.array(byte, { maxLength: 300 });
const name = fc.string({
  minLength: 1,
  unit: fc.oneof(fc.string({ unit: "grapheme", minLength: 1, maxLength: 1 }), fc.constantFrom(...'\\";= ')),
});
const field = fc.record({
  name,
  fileName: fc.option(name),
  content,
});

test("a form as FormData writes it is read as FormData reads it, in pieces of any size", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(field, { maxLength: 8 }),
      fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1 }),
      async (fields, sizes) => {
        const form = new FormData();
        for (const { name, fileName, content: bytes } of fields) {
          if (fileName === null) form.append(name, Buffer.from(bytes).toString("latin1"));
          else form.append(name, new File([Uint8Array.from(bytes)], fileName));
        }
        const request = new Response(form);
        const type = request.headers.get("Content-Type") ?? "";
        const body = new Uint8Array(await request.arrayBuffer());
        const right = await Promise.all(
          [...(await new Response(body, { headers: { "Content-Type": type } }).formData())].map(
            async ([name, value]) => ({
              name,
              fileName: typeof value === "string" ? null : value.name,
              bytes: [...(typeof value === "string" ? text(value) : new Uint8Array(await value.arrayBuffer()))],
            }),
          ),
        );
        let turn = 0;
        const found = await read(body, boundaryOf(type)!, () => sizes[turn++ % sizes.length]!);
        expect(found).toEqual(right);
      },
    ),
    { numRuns: 300 },
  );
});

test("a part that nobody reads is passed over, also one that was read in part", async () => {
  const body = text(
    ["a", "b", "c"]
      .map((name) => `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${name.repeat(5_000)}\r\n`)
      .join("") + "--x--\r\n",
  );
  const names: string[] = [];
  for await (const { name, chunks } of readParts(
    inPieces(body, () => 700),
    "x",
  )) {
    names.push(name);
    if (name === "b") for await (const chunk of chunks) if (chunk.length > 0) break;
  }
  expect(names).toEqual(["a", "b", "c"]);
});

test("names that curl writes are read, with quotes in them and without", async () => {
  const body = text(
    '--x\r\nContent-Type: text/plain\r\ncontent-disposition: form-data; name=plain; filename="a\\"b.jpg"\r\n\r\n1\r\n--x--',
  );
  expect(await read(body, "x")).toEqual([{ name: "plain", fileName: 'a"b.jpg', bytes: [0x31] }]);
});

describe("a body is refused as no form", () => {
  const head = '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n';
  test.each([
    ["of nothing", ""],
    ["with something before its first part", `hello${head}1\r\n--x--`],
    ["that ends in a part", `${head}1`],
    ["that ends in a delimiter", `${head}1\r\n--x`],
    ["that ends in headers", "--x\r\nContent-Disposition: form-data"],
    ["whose delimiter goes on", `${head}1\r\n--xy\r\n`],
    ["without a disposition", "--x\r\nContent-Type: text/plain\r\n\r\n1\r\n--x--"],
    ["with another disposition", '--x\r\nContent-Disposition: attachment; name="a"\r\n\r\n1\r\n--x--'],
    ["without a name", "--x\r\nContent-Disposition: form-data; filename=a\r\n\r\n1\r\n--x--"],
    ["with a bomb of headers", `--x\r\nX-Bomb: ${"a".repeat(100_000)}\r\n\r\n1\r\n--x--`],
    ["with many headers", `--x\r\n${"a: b\r\n".repeat(20_000)}\r\n1\r\n--x--`],
    ["with 10,000 tiny parts", `${`${head}1\r\n`.repeat(10_000)}--x--`],
  ])("%s", async (_what, body) => {
    await expect(read(text(body), "x")).rejects.toMatchObject({ name: "MalformedForm" });
  });
});

test("a boundary is read with quotes and without, and has at most 70 characters", () => {
  expect(boundaryOf("multipart/form-data; boundary=abc; charset=x")).toBe("abc");
  expect(boundaryOf('multipart/form-data; charset=x; Boundary="a b"')).toBe("a b");
  expect(boundaryOf("multipart/form-data")).toBeNull();
  expect(boundaryOf(`multipart/form-data; boundary=${"a".repeat(71)}`)).toBeNull();
});
