import { expect, test } from "vitest";
import { assetsIn, kindOf, pageOfData } from "./requests";

const origin = "https://heartfelt.example";
const kind = (path: string, { method = "GET", mode = "cors" } = {}) =>
  kindOf({ method, mode, url: new URL(path, origin).href }, origin);

test("the worker answers for pages, their data, their files and public photos", () => {
  const navigate = { mode: "navigate" };
  expect([kind("/", navigate), kind("/connections/1", navigate), kind("/no-such", navigate)]).toEqual([
    "document",
    "document",
    "document",
  ]);
  expect([kind("/_root.data"), kind("/stories/1.data?_routes=x")]).toEqual(["data", "data"]);
  expect([kind("/assets/root-1.js"), kind("/__manifest?p=/"), kind("/images/1/480.jpg")]).toEqual([
    "asset",
    "routes",
    "photo",
  ]);
});

test("the API, private pictures, mails, other sites and what changes something never pass through it", () => {
  const private_ = ["/api/images/1/original", "/api/chat/messages/1", "/api", "/api/moderation/1/photo", "/dev/mail"];
  for (const path of private_)
    for (const mode of ["cors", "navigate", "no-cors"]) expect([path, kind(path, { mode })]).toEqual([path, "network"]);
  expect(kind("/sign-out.data", { method: "POST" })).toBe("network");
  expect(kind("/sign-in", { method: "POST", mode: "navigate" })).toBe("network");
  expect(kind("https://elsewhere.example/assets/a.js")).toBe("network");
  expect([kind("/service-worker.js"), kind("/models/manifest.json"), kind("/favicon.svg")]).toEqual([
    "network",
    "network",
    "network",
  ]);
});

test("data belongs to a page, whichever of its parts are asked for", () => {
  const page = (path: string) => pageOfData(new URL(path, origin).href);
  expect(page("/_root.data?_routes=root")).toBe("/");
  expect(page("/_root.data?cursor=a&_routes=root")).toBe("/?cursor=a");
  expect(page("/stories/1.data")).toBe("/stories/1");
});

test("the files that a page names are found, each once", () => {
  const html = `<link href="/assets/a-B_1.css"><script>import "/assets/b-2.js";import("/assets/b-2.js")</script>
    <link href="/assets/c.woff2"><img src="/images/1.jpg">`;
  expect(assetsIn(html)).toEqual(["/assets/a-B_1.css", "/assets/b-2.js", "/assets/c.woff2"]);
  expect(assetsIn("<p>")).toEqual([]);
});
