import type { EntryContext } from "@remix-run/cloudflare";
import { expect, test } from "vitest";
import { audienceHeaders } from "./audience.server";

/** Returns the context that Remix has of a page: its root's data, and the handle of its route. */
function pageWith(root: unknown, handle?: unknown): EntryContext {
  return {
    staticHandlerContext: { loaderData: { root }, matches: [{ route: { id: "root" } }, { route: { id: "page" } }] },
    routeModules: { root: {}, page: { handle } },
  } as unknown as EntryContext;
}

const headersOf = (page: EntryContext, status = 200) => Object.fromEntries(audienceHeaders(page, status));

test("a page says whom it was made for, and only one that may be kept says so", () => {
  const kept = { keptOffline: true };
  expect(headersOf(pageWith({ account: null }, kept))).toEqual({
    "heartfelt-audience": "public",
    "heartfelt-keep": "offline",
  });
  expect(headersOf(pageWith({ account: "ben" }, kept))).toEqual({
    "heartfelt-audience": "ben",
    "heartfelt-keep": "offline",
  });
  for (const handle of [undefined, null, { fillsWindow: true }, { keptOffline: "yes" }])
    expect(headersOf(pageWith({ account: "ben" }, handle))).toEqual({ "heartfelt-audience": "ben" });
});

test("a page that failed, or of which nothing is known, is never kept", () => {
  const kept = { keptOffline: true };
  expect(headersOf(pageWith({ account: "ben" }, kept), 404)).toEqual({ "heartfelt-audience": "ben" });
  for (const root of [undefined, null, {}]) expect(headersOf(pageWith(root, kept))).toEqual({});
});
