import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { withoutUnused } from "./without-unused";

const react = dirname(createRequire(import.meta.url).resolve("react-dom/package.json"));
const path = join(react, "cjs/react-dom.production.min.js");
const installed = readFileSync(path, "utf8");

type Hook = (this: unknown, ...args: unknown[]) => unknown;

const transform = (code: string, id: string) =>
  (withoutUnused().transform as Hook).call(null, code, id) as { code: string } | null;

test("a module of ours stays as it is", () => {
  expect(transform("exports.render = 1;", "/app/root.tsx")).toBeNull();
});

test("React's older roots go, and the one that a page begins with stays", () => {
  const { code } = transform(installed, path)!;
  expect(installed).toMatch(/exports\.createRoot=/);
  expect(code).not.toMatch(/exports\.(createRoot|hydrate|render|findDOMNode)=/);
  for (const kept of ["hydrateRoot", "createPortal", "flushSync", "version"])
    expect(code).toContain(`exports.${kept}=`);
});

test("a build fails where a package says something else, and names where to look", () => {
  const other = installed.replace("exports.findDOMNode=", "exports.findNode=");
  expect(() => transform(other, path)).toThrow(/does not say .* any more: see scripts\/without-unused\.ts/);
});

test("a build fails where a package has no such module any more", () => {
  const generate = withoutUnused().generateBundle as Hook;
  expect(() => generate.call(null)).toThrow(/No module is called .* any more: see scripts\/without-unused\.ts/);
});
