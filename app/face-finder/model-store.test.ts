import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { fetchManifest, fetchModel, type Manifest } from "./model-store";

const graph = JSON.stringify({ modelTopology: { node: [] }, weightsManifest: [{ weights: [{ name: "a" }] }] });
const weights = new Uint8Array([1, 2, 3, 4]);
const packed = Uint8Array.from(gzipSync(weights));
const manifest: Manifest = {
  tier: "built-in",
  models: [{ name: "full-range", bytes: graph.length + weights.length, version: "v1" }],
};

let site: Map<string, string | Uint8Array<ArrayBuffer>>;
let cached: Map<string, Response>;
let fetched: string[];

/** A site that serves `site`, and a browser's cache; both as small as the finder needs them. */
beforeEach(() => {
  site = new Map<string, string | Uint8Array<ArrayBuffer>>([
    ["/models/manifest.json", JSON.stringify(manifest)],
    ["/models/full-range/model.json?v=v1", graph],
    ["/models/full-range/weights.gzip?v=v1", packed],
  ]);
  cached = new Map();
  fetched = [];
  vi.stubGlobal("fetch", async (address: string) => {
    fetched.push(address);
    const body = site.get(address);
    if (body === "offline") throw new TypeError("Failed to fetch");
    return body === undefined ? new Response(null, { status: 404 }) : new Response(body);
  });
  const cache = {
    match: async (address: string) => cached.get(address)?.clone(),
    put: async (address: string, response: Response) => void cached.set(address, response),
    delete: async (address: string) => cached.delete(address),
  };
  vi.stubGlobal("caches", { open: async () => cache });
});

afterEach(() => vi.unstubAllGlobals());

test("a model is its graph and the bytes of its weights", async () => {
  const model = await (await fetchModel("full-range", manifest)).load?.();
  expect(model).toMatchObject({ modelTopology: { node: [] }, weightSpecs: [{ name: "a" }] });
  expect(new Uint8Array(model?.weightData as ArrayBuffer)).toEqual(weights);
});

test("a browser that reads no gzip gets the weights as they are", async () => {
  site.delete("/models/full-range/weights.gzip?v=v1");
  site.set("/models/full-range/weights.bin?v=v1", weights);
  vi.stubGlobal("DecompressionStream", undefined);
  const model = await (await fetchModel("full-range", manifest)).load?.();
  expect(new Uint8Array(model?.weightData as ArrayBuffer)).toEqual(weights);
});

test("a model that was fetched once loads without the network", async () => {
  await fetchModel("full-range", manifest);
  for (const address of site.keys()) site.set(address, "offline");
  await expect(fetchModel("full-range", manifest)).resolves.toBeDefined();
  expect(fetched).toHaveLength(2);
});

test("another version of the weights is fetched anew", async () => {
  await fetchModel("full-range", manifest);
  const [model] = manifest.models;
  const newer = { ...manifest, models: [{ ...model, version: "v2" } as Manifest["models"][number]] };
  await expect(fetchModel("full-range", newer)).rejects.toThrow("could not fetch /models/full-range/");
});

test("weights of the wrong size are refused and not kept, so that the next try gets the right ones", async () => {
  site.set("/models/full-range/weights.gzip?v=v1", Uint8Array.from(gzipSync(weights.slice(1))));
  await expect(fetchModel("full-range", manifest)).rejects.toThrow(
    `have ${graph.length + 3} bytes instead of ${graph.length + 4}`,
  );
  site.set("/models/full-range/weights.gzip?v=v1", packed.slice(0, -9));
  await expect(fetchModel("full-range", manifest)).rejects.toThrow(`have ${graph.length} bytes instead of`);
  site.set("/models/full-range/weights.gzip?v=v1", packed);
  await expect(fetchModel("full-range", manifest)).resolves.toBeDefined();
});

test("a model that the manifest does not list is named in the error", async () => {
  await expect(fetchModel("yunet", manifest)).rejects.toThrow("no weights for yunet");
});

test("a missing file is named in the error with its status, and not cached", async () => {
  site.delete("/models/full-range/weights.gzip?v=v1");
  await expect(fetchModel("full-range", manifest)).rejects.toThrow("/models/full-range/weights.gzip (404)");
  expect([...cached.keys()]).toEqual(["/models/full-range/model.json?v=v1"]);
});

test("the manifest comes from the network while there is one", async () => {
  await fetchManifest();
  site.set("/models/manifest.json", JSON.stringify({ ...manifest, tier: "strong" }));
  expect((await fetchManifest()).tier).toBe("strong");
});

test("the cached manifest serves when the network or the server fails", async () => {
  await fetchManifest();
  site.set("/models/manifest.json", "offline");
  expect(await fetchManifest()).toEqual(manifest);
  site.delete("/models/manifest.json");
  expect(await fetchManifest()).toEqual(manifest);
});

test("a manifest that can neither be fetched nor is cached is an error with the reason", async () => {
  site.delete("/models/manifest.json");
  await expect(fetchManifest()).rejects.toThrow("/models/manifest.json (404)");
  site.set("/models/manifest.json", "offline");
  await expect(fetchManifest()).rejects.toThrow("(no connection)");
});

test("a browser that allows no cache still gets the weights", async () => {
  vi.stubGlobal("caches", { open: () => Promise.reject(new DOMException("denied", "SecurityError")) });
  await expect(fetchModel("full-range", manifest)).resolves.toBeDefined();
  expect(await fetchManifest()).toEqual(manifest);
});
