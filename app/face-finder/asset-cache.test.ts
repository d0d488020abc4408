import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { fetchCached, fetchNewest, removeCached } from "./asset-cache";

const address = "/models/manifest.json?v=1";

/** The browser's cache, in memory. `isFull`: it takes nothing more. */
const cache = { files: new Map<string, string>(), isFull: false, isThere: true };

const network = vi.fn<(address: string) => Promise<Response>>();

beforeEach(() => {
  Object.assign(cache, { files: new Map(), isFull: false, isThere: true });
  vi.stubGlobal("caches", { open: async () => (cache.isThere ? opened : Promise.reject(new Error("private window"))) });
  vi.stubGlobal("fetch", network.mockReset());
});
afterEach(() => void vi.unstubAllGlobals());

const opened = {
  match: async (key: string) => (cache.files.has(key) ? new Response(cache.files.get(key)) : undefined),
  put: async (key: string, response: Response) => {
    if (cache.isFull) throw new DOMException("full", "QuotaExceededError");
    cache.files.set(key, await response.text());
  },
  delete: async (key: string) => cache.files.delete(key),
};

const textOf = async (response: Promise<Response>) => (await response).text();

describe("a file that never changes", () => {
  test("is fetched once, and from then on comes from the cache", async () => {
    network.mockResolvedValue(new Response("weights"));
    expect(await textOf(fetchCached(address))).toBe("weights");
    expect(await textOf(fetchCached(address))).toBe("weights");
    expect(network).toHaveBeenCalledTimes(1);
  });

  test("is returned though the disk is full, or the window is private", async () => {
    for (const state of [{ isFull: true }, { isThere: false }]) {
      Object.assign(cache, state);
      network.mockResolvedValue(new Response("weights"));
      expect(await textOf(fetchCached(address))).toBe("weights");
    }
  });

  test("that the server lacks is an error without its version, and is not cached", async () => {
    network.mockResolvedValue(new Response("not found", { status: 404 }));
    await expect(fetchCached(address)).rejects.toThrow("could not fetch /models/manifest.json (404)");
    expect(cache.files.size).toBe(0);
  });
});

describe("a file of which the newest version counts", () => {
  test("is asked for each time, and replaces the one in the cache", async () => {
    cache.files.set(address, "old");
    network.mockResolvedValue(new Response("new"));
    expect(await textOf(fetchNewest(address))).toBe("new");
    expect(network).toHaveBeenCalledWith(address, { cache: "no-cache" });
    expect(cache.files.get(address)).toBe("new");
  });

  test("comes from the cache when the network or the server fails", async () => {
    cache.files.set(address, "old");
    network.mockRejectedValueOnce(new TypeError("offline")).mockResolvedValueOnce(new Response(null, { status: 503 }));
    expect(await textOf(fetchNewest(address))).toBe("old");
    expect(await textOf(fetchNewest(address))).toBe("old");
  });

  test("that is nowhere is an error that says why", async () => {
    network.mockRejectedValueOnce(new TypeError("offline")).mockResolvedValueOnce(new Response(null, { status: 503 }));
    await expect(fetchNewest(address)).rejects.toThrow("no connection");
    await expect(fetchNewest(address)).rejects.toThrow("503");
  });
});

test("a broken file that was removed is fetched again", async () => {
  network.mockResolvedValueOnce(new Response("broken")).mockResolvedValueOnce(new Response("whole"));
  await fetchCached(address);
  await removeCached(address);
  expect(await textOf(fetchCached(address))).toBe("whole");
});
