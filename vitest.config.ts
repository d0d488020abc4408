import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-pool-workers";
import tsconfigPaths from "vite-tsconfig-paths";
import { defineConfig } from "vitest/config";

const inWorkerd = "**/*.workerd.test.ts";
const inBrowser = "**/*.browser.test.ts";

/** Three projects, from the cheapest to the dearest: each test lives in the lowest that can catch its fault. "whole" is the
 * served app, over HTTP and in a browser. */
export default defineConfig(async () => {
  const migrations = await readD1Migrations("db/migrations");
  return {
    test: {
      projects: [
        {
          plugins: [tsconfigPaths()],
          test: {
            name: "unit",
            environment: "node",
            include: ["{app,db,workers,scripts,tests}/**/*.test.{ts,tsx}"],
            exclude: [inWorkerd, inBrowser, "tests/{api,e2e,commands}/**", "node_modules/**"],
          },
        },
        {
          plugins: [
            tsconfigPaths(),
            cloudflareTest({
              wrangler: { configPath: "workers/chat-room/wrangler.toml" },
              miniflare: { bindings: { MIGRATIONS: migrations, SEED: process.env.SEED ?? "" } },
            }),
          ],
          test: {
            name: "chat-room",
            include: [`{workers/chat-room,tests/chat-history,tests/connections,tests/d1-costs}/${inWorkerd}`],
            setupFiles: ["tests/workers/migrate.ts"],
          },
        },
        {
          plugins: [tsconfigPaths()],
          test: {
            name: "whole",
            environment: "node",
            include: [`{app,scripts,tests}/${inBrowser}`, "tests/{api,e2e,commands}/**/*.test.ts"],
            globalSetup: ["tests/e2e/served-app.ts"],
            testTimeout: 60_000,
            hookTimeout: 60_000,
            fileParallelism: false,
          },
        },
      ],
    },
  };
});
