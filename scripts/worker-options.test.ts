import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { workerOptionsOf } from "./worker-options.mjs";

test("what wrangler makes of a config is the same when it is kept, and made anew when the config or a secret changes", async () => {
  const folder = mkdtempSync(join(tmpdir(), "heartfelt-options-"));
  const config = join(folder, "wrangler.toml");
  const write = (bucket: string, secret: string) => {
    const lines = ['name = "a"', 'compatibility_date = "2026-04-24"', `[[r2_buckets]]`, 'binding = "BUCKET"'];
    writeFileSync(config, [...lines, `bucket_name = "${bucket}"`, ""].join("\n"));
    writeFileSync(join(folder, ".dev.vars"), `SECRET="${secret}"\n`);
  };
  write("photos", "first");
  const made = await workerOptionsOf(config);
  expect(made.bindings).toEqual({ SECRET: "first" });
  expect(await workerOptionsOf(config)).toEqual(made);
  write("photos", "second");
  expect((await workerOptionsOf(config)).bindings).toEqual({ SECRET: "second" });
  write("pictures", "second");
  expect(JSON.stringify((await workerOptionsOf(config)).r2Buckets)).toContain("pictures");
  rmSync(folder, { recursive: true });
});
