import { expect, test } from "vitest";
import { audienceOf, cacheOf, isForOthers, isFresh, isKeptPhoto, keptFor, surplusOf } from "./kept-pages";

const answer = (headers: Record<string, string>, init: ResponseInit = {}) => new Response("", { ...init, headers });

test("a page is kept only when the server says so, for whom it says", () => {
  expect(keptFor(answer({ "Heartfelt-Audience": "public", "Heartfelt-Keep": "offline" }))).toBe("public");
  expect(keptFor(answer({ "Heartfelt-Audience": "ben", "Heartfelt-Keep": "offline" }))).toBe("ben");
  expect(keptFor(answer({ "Heartfelt-Audience": "ben" }))).toBeNull();
  expect(keptFor(answer({ "Heartfelt-Keep": "offline" }))).toBeNull();
  expect(keptFor(answer({ "Heartfelt-Audience": "ben", "Heartfelt-Keep": "later" }))).toBeNull();
  const refused = answer({ "Heartfelt-Audience": "ben", "Heartfelt-Keep": "offline" }, { status: 404 });
  expect(keptFor(refused)).toBeNull();
});

test("a photo is kept when the server says so: none of a conversation is", () => {
  expect(isKeptPhoto(answer({ "Heartfelt-Keep": "offline" }))).toBe(true);
  expect(isKeptPhoto(answer({}))).toBe(false);
  expect(isKeptPhoto(answer({ "Heartfelt-Keep": "offline" }, { status: 206 }))).toBe(false);
});

test("what was kept for anybody else is told from one's own, and from what belongs to nobody", () => {
  const names = [cacheOf("pages", "ben"), cacheOf("photos", "ben"), cacheOf("pages", "public")];
  expect(names.map((name) => isForOthers(name, "ben"))).toEqual([false, false, true]);
  expect(names.map((name) => isForOthers(name, "public"))).toEqual([true, true, false]);
  for (const name of ["heartfelt-finder", "heartfelt-shell.1", "elsewhere"])
    expect([isForOthers(name, "ben"), audienceOf(name)]).toEqual([false, null]);
  expect(audienceOf(cacheOf("pages", "ben"))).toBe("ben");
});

test("a page is kept again once it is ten minutes old", () => {
  const kept = answer({ "Heartfelt-Kept-At": "1000" });
  expect([isFresh(kept, 1000 + 599_999), isFresh(kept, 1000 + 600_000)]).toEqual([true, false]);
  expect([isFresh(undefined, 1000), isFresh(answer({}), Date.now())]).toEqual([false, false]);
});

test("the oldest make room, never the first page or the composer", () => {
  const urls = ["/", "/stories/1", "/stories/new", "/?cursor=a", "/stories/2"].map(
    (path) => `https://h.example${path}`,
  );
  expect(surplusOf(urls, 5)).toEqual([]);
  expect(surplusOf(urls, 3)).toEqual([urls[1], urls[3]]);
  expect(surplusOf(urls, 1)).toEqual([urls[1], urls[3], urls[4]]);
});
