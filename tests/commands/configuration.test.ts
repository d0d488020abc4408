import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unstable_readConfig } from "wrangler";
import { expect, test } from "vitest";
import { localConfigFrom } from "../../scripts/local-config.mjs";
import { run } from "../../scripts/run.mjs";
import { freePort, serve } from "../../scripts/serve.mjs";

const deployed = readFileSync("wrangler.toml", "utf8");
const configs = ["wrangler.toml", "workers/chat-room/wrangler.toml"];

test("the local config is the one above the environments, but for who stands behind AI", () => {
  const lines = (text: string) => text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  const shared = lines(deployed).slice(0, lines(deployed).indexOf("[env.staging]"));
  const local = lines(localConfigFrom(deployed));
  expect(shared.filter((line) => !local.includes(line))).toEqual(["[ai]"]);
  expect(local.filter((line) => !shared.includes(line))).toEqual(["[[services]]", 'service = "heartfelt-local-ai"']);
});

/** The part of a config that is read here; wrangler's own type is not to be had without its whole runtime. */
interface ReadConfig {
  name: string;
  ai?: { binding: string };
  d1_databases: { binding: string; migrations_dir: string; database_name: string }[];
  durable_objects: { bindings: { name: string; class_name: string; script_name?: string }[] };
  kv_namespaces: { binding: string }[];
  queues: { consumers?: unknown[]; producers?: { binding: string }[] };
  r2_buckets: { binding: string; bucket_name: string }[];
  ratelimits: { name: string; simple: unknown }[];
  send_email: { name: string }[];
  vars: Record<string, unknown>;
}

function readConfig(config: string, env: string | undefined): ReadConfig {
  return unstable_readConfig({ config, env }, { hideWarnings: true });
}

/** Bindings of a config by kind, each with what is the same in every environment. */
function bindingsOf(config: string, env: string | undefined) {
  const read = readConfig(config, env);
  const { ai, d1_databases, durable_objects, kv_namespaces, queues, r2_buckets, ratelimits, send_email, vars } = read;
  return {
    ai: ai?.binding,
    databases: d1_databases.map(({ binding, migrations_dir }) => [binding, migrations_dir]),
    rooms: durable_objects.bindings.map(({ name, class_name, script_name }) => [name, class_name, !!script_name]),
    caches: kv_namespaces.map(({ binding }) => binding),
    consumers: queues.consumers?.length ?? 0,
    producers: queues.producers?.map(({ binding }) => binding),
    buckets: r2_buckets.map(({ binding }) => binding),
    limits: ratelimits.map(({ name, simple }) => [name, simple]),
    mail: send_email.map(({ name }) => name),
    vars: Object.keys(vars),
  };
}

test("every environment has all bindings of the local run, since wrangler inherits none of them", () => {
  for (const config of configs) {
    const shared = bindingsOf(config, undefined);
    for (const env of ["staging", "production"]) expect(bindingsOf(config, env), `${config} ${env}`).toEqual(shared);
  }
});

test("staging and production share neither scripts nor data, and each app is bound to its own rooms", () => {
  const names = ["staging", "production"].flatMap((env) => {
    const [app, rooms] = configs.map((config) => readConfig(config, env));
    const scripts = app!.durable_objects.bindings.map(({ script_name }) => script_name);
    expect([...new Set(scripts)]).toEqual([rooms!.name]);
    expect(rooms!.d1_databases[0]?.database_name).toBe(app!.d1_databases[0]?.database_name);
    return [app!.name, rooms!.name, app!.d1_databases[0]?.database_name, app!.r2_buckets[0]?.bucket_name];
  });
  expect(new Set(names).size).toBe(8);
});

test("both workers pass a dry run of their deployment to both environments", async () => {
  const said = await run("node", ["scripts/deploy.mjs", "--dry-run"]);
  for (const script of ["heartfelt-api-staging: the rooms", "heartfelt-staging: the app"])
    expect(said).toContain(script);
  for (const script of ["heartfelt-api: the rooms", "heartfelt: the app"]) expect(said).toContain(script);
  for (const bound of ["heartfelt-db-staging", "heartfelt-images-staging"]) expect(said).toContain(bound);
});

test("a deployment says in one sentence what is missing, and sends nothing", async () => {
  const folder = mkdtempSync(join(tmpdir(), "heartfelt-wrangler-"));
  const standIn = join(folder, "wrangler");
  writeFileSync(standIn, `#!/bin/sh\necho "$@" >> ${folder}/calls\n`, { mode: 0o755 });
  const deploy = (...parameters: string[]) =>
    run("node", ["scripts/deploy.mjs", ...parameters], { env: { WRANGLER_PATH: standIn } });
  await expect(deploy()).rejects.toThrow("add --env staging or --env production");
  await expect(deploy("--env", "production")).rejects.toThrow("is still a placeholder");
  expect(existsSync(join(folder, "calls"))).toBe(false);
  rmSync(folder, { recursive: true });
});

test("a start on a used port says so and names the fix", async () => {
  const port = await freePort();
  const taken = createServer().listen(port, "127.0.0.1");
  const start = run("node", ["scripts/start.mjs"], { env: { PORT: String(port) } });
  await expect(start).rejects.toThrow(
    `Port ${port} is in use, perhaps by another npm start. Choose another: PORT=${port + 1} npm start`,
  );
  taken.close();
});

test("a server that cannot start says the last that it printed", async () => {
  const port = await freePort();
  const taken = createServer().listen(port, "127.0.0.1");
  await expect(serve({ port, stateDirectory: ".tmp/never-served" })).rejects.toThrow(
    /^It ended before it answered \(1\): Address already in use/,
  );
  taken.close();
});
