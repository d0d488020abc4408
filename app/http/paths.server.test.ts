import fc from "fast-check";
import { expect, test } from "vitest";
import { allEndpoints } from "~/contract/api";
import { checkPath } from "./paths.server";

const id = "01890a5d-ac96-774b-bcce-b302099a8057";
const known = [...new Set(allEndpoints.map(({ path }) => path.replaceAll(/:\w+/g, id)))];

test.each(known)("%s has one spelling", (path) => {
  expect(checkPath("GET", path)).toEqual({ kind: "good" });
  const spellings = [
    `${path}/`,
    `${path}//`,
    `/${path}`,
    path.replace(/\/(?=[^/]*$)/, "//"),
    `${path}.data`,
    path.replace("/api", "/API").replace("/images", "/Images"),
    path.replace(/[a-z](?=[a-z]*$|[^a-z]*$)/, (letter) => `%${letter.charCodeAt(0).toString(16)}`),
    `/%${path.charCodeAt(1).toString(16)}${path.slice(2)}`,
  ].filter((spelling) => spelling !== path);
  for (const method of ["GET", "POST"]) {
    for (const spelling of spellings)
      expect([spelling, checkPath(method, spelling)]).toEqual([spelling, { kind: "unknown" }]);
  }
});

test("a page's address with a slash at its end leads to the one without, and never to another site", () => {
  expect(checkPath("GET", `/stories/${id}/`)).toEqual({ kind: "redirect", path: `/stories/${id}` });
  expect(checkPath("POST", "/sign-in/")).toEqual({ kind: "unknown" });
  fc.assert(
    fc.property(fc.webPath(), fc.constantFrom("", "/", "//", "/."), (path, end) => {
      const { pathname } = new URL(`https://heartfelt.example${path}${end}`);
      const checked = checkPath("GET", pathname);
      if (checked.kind !== "redirect") return true;
      return new URL(checked.path, "https://heartfelt.example").host === "heartfelt.example";
    }),
  );
});

test.each([
  "/",
  "/sign-in",
  "/stories/new.data",
  "/_root.data",
  "/api/docs",
  "/api/docs.data",
  "/__manifest",
  "/caf%C3%A9",
])("%s is good", (path) => expect(checkPath("GET", path)).toEqual({ kind: "good" }));
