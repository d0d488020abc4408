/** Links of the documents lead to files that exist: a rename that forgets them fails here. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";

const documents = [
  "README.md",
  "CONTRIBUTING.md",
  "CHANGELOG.md",
  ...readdirSync("docs", { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".md"))
    .map((file) => join("docs", file)),
];

/** Relative targets of links, without their fragments. */
function linksIn(text: string): string[] {
  return [...text.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)]
    .map(([, target = ""]) => target)
    .filter((target) => !/^[a-z]+:/.test(target));
}

/** Paths of this repository in backticks, such as `app/http`; patterns and placeholders are left out. */
function pathsIn(text: string): string[] {
  return [...text.matchAll(/`((?:app|db|workers|scripts|tests|docs|public)\/[\w./-]*)`/g)].map(([, path = ""]) => path);
}

/** Folders that a build fills, and secrets that the first start makes. */
const madeHere = /^public\/(models|wasm)\b|\/\.dev\.vars$/;

test.each(documents)("every link and path in %s leads to a file of the repository", (document) => {
  const text = readFileSync(document, "utf8");
  const links = linksIn(text).map((target) => join(dirname(document), target));
  const missing = [...links, ...pathsIn(text).filter((path) => !madeHere.test(path))].filter(
    (path) => !existsSync(path),
  );
  expect(missing).toEqual([]);
});
