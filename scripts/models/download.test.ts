import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { download } from "./download.mjs";

const bytes = new TextEncoder().encode("the weights");
const expected = {
  file: "weights.onnx",
  sizeBytes: bytes.length,
  sha256: createHash("sha256").update(bytes).digest("hex"),
};

let folder: string;
let server: Server | null = null;
let requests = 0;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "heartfelt-download-"));
  requests = 0;
});

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A web server that answers as told, and its address. */
async function serving(answer: RequestListener): Promise<string> {
  const listening = createServer((request, response) => {
    requests++;
    answer(request, response);
  });
  server = listening;
  await new Promise<void>((resolve) => listening.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(listening.address() as AddressInfo).port}/weights.onnx`;
}

const path = () => join(folder, expected.file);

test("the right file is fetched once, kept, and not fetched again", async () => {
  const address = await serving((_, response) => response.end(bytes));
  const first = await download(expected, { address, folder, isOffline: false });
  expect(first).toMatchObject({ kind: "ready", source: "fetched" });
  expect(new Uint8Array(readFileSync(path()))).toEqual(bytes);
  const again = await download(expected, { address, folder, isOffline: false });
  expect(again).toEqual({ kind: "ready", source: "kept", bytes });
  expect(requests).toBe(1);
});

test.each([
  ["another file of the same size", "not weights", /unexpected SHA-256/],
  ["a longer file", "the weights and then some", /more than 11 bytes/],
  ["an empty file", "", /unexpected SHA-256/],
])("%s is thrown away", async (_, body, reason) => {
  const address = await serving((__, response) => response.end(body));
  const outcome = await download(expected, { address, folder, isOffline: false });
  expect(outcome).toEqual({ kind: "missing", reason: expect.stringMatching(reason) });
  expect(existsSync(path())).toBe(false);
});

test("a page that is not there is named by its status", async () => {
  const address = await serving((_, response) => response.writeHead(404).end("no"));
  expect(await download(expected, { address, folder, isOffline: false })).toEqual({
    kind: "missing",
    reason: "weights.onnx could not be fetched (status 404).",
  });
});

test("a server that never ends its answer is given up after the time-out", async () => {
  const address = await serving((_, response) => response.write("the"));
  expect(await download(expected, { address, folder, isOffline: false, timeoutMs: 50 })).toEqual({
    kind: "missing",
    reason: "weights.onnx could not be fetched (no answer in 0.05 s).",
  });
});

test("a machine without a network goes on at once", async () => {
  const address = await serving((_, response) => response.end(bytes));
  server?.close();
  server?.closeAllConnections();
  expect(await download(expected, { address, folder, isOffline: false })).toEqual({
    kind: "missing",
    reason: "weights.onnx could not be fetched (ECONNREFUSED).",
  });
});

test("offline by choice nothing is asked of the network, and a kept file serves", async () => {
  const address = await serving((_, response) => response.end(bytes));
  expect(await download(expected, { address, folder, isOffline: true })).toMatchObject({ kind: "missing" });
  writeFileSync(path(), bytes);
  expect(await download(expected, { address, folder, isOffline: true })).toMatchObject({ kind: "ready" });
  expect(requests).toBe(0);
});

test("a kept file that was damaged is fetched again", async () => {
  const address = await serving((_, response) => response.end(bytes));
  writeFileSync(path(), "damaged");
  expect(await download(expected, { address, folder, isOffline: false })).toMatchObject({ source: "fetched" });
  expect(new Uint8Array(readFileSync(path()))).toEqual(bytes);
});
