import { build } from "esbuild";
import { expect, test } from "vitest";

test("of packages the worker brings along the device's database alone, not the schemas of the contract", async () => {
  const { metafile } = await build({
    entryPoints: ["app/service-worker/scope/entry.ts"],
    ...{ bundle: true, write: false, minify: true, metafile: true, define: { __BUILD__: "{}" } },
  });
  const packages = Object.values(metafile.outputs).flatMap(({ inputs }) =>
    Object.entries(inputs)
      .filter(([path, { bytesInOutput }]) => path.includes("node_modules/") && bytesInOutput > 0)
      .map(([path]) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)![1]),
  );
  expect([...new Set(packages)]).toEqual(["idb"]);
});
