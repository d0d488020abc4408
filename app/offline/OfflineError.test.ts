import { expect, test } from "vitest";
import { isNetworkFailure } from "./OfflineError";

test("each engine's words for a lost network are known, and no other error is taken for one", () => {
  const lost = [
    "Failed to fetch",
    "Failed to fetch dynamically imported module: https://heartfelt.example/assets/a.js",
    "NetworkError when attempting to fetch resource.",
    "Load failed",
    "Importing a module script failed.",
  ];
  for (const message of lost) expect([message, isNetworkFailure(new TypeError(message))]).toEqual([message, true]);
  for (const error of [new TypeError("x is not a function"), new Error("Failed to fetch"), null, { status: 500 }])
    expect(isNetworkFailure(error)).toBe(false);
});
