import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-pool-workers";
import tsconfigPaths from "vite-tsconfig-paths";
import { defineConfig } from "vitest/config";
import { bundledWorkers } from "./tests/workers/bundled-workers";

const inWorkerd = "**/*.workerd.test.ts";
const inBrowser = "**/*.browser.test.ts";

/** Tests of workers must not depend on a machine's own secrets. */
const secrets = { JWT_SECRET: "for tests only: not-a-secret-0123456789-abcdefghij" };

/** Four projects, from the cheapest to the dearest: each test lives in the lowest that can catch its fault. */
export default defineConfig(async () => {
  const migrations = await readD1Migrations("db/migrations");
  const workers = await bundledWorkers();
  return {
    test: {
      projects: [
        {
          plugins: [tsconfigPaths()],
          test: {
            name: "unit",
            environment: "node",
            include: ["{app,db,workers,scripts,tests}/**/*.test.{ts,tsx}"],
            exclude: [inWorkerd, inBrowser, "tests/e2e/**", "tests/commands/**", "node_modules/**"],
          },
        },
        {
          plugins: [
            cloudflareTest({
              wrangler: { configPath: "workers/chat-room/wrangler.toml" },
              miniflare: { bindings: { MIGRATIONS: migrations } },
            }),
          ],
          test: {
            name: "chat-room",
            include: [`workers/chat-room/${inWorkerd}`],
            setupFiles: ["tests/workers/migrate.ts"],
          },
        },
        {
          plugins: [
            tsconfigPaths(),
            cloudflareTest({
              main: "workers/app.ts",
              wrangler: { configPath: "wrangler.local.toml" },
              miniflare: { bindings: { MIGRATIONS: migrations, ...secrets }, workers },
            }),
          ],
          test: {
            name: "app",
            include: [`{app,tests}/${inWorkerd}`],
            setupFiles: ["tests/workers/migrate.ts"],
            testTimeout: 15_000,
          },
        },
        {
          plugins: [tsconfigPaths()],
          test: {
            name: "browser",
            environment: "node",
            include: [`{app,scripts,tests}/${inBrowser}`, "tests/e2e/**/*.test.ts", "tests/commands/**/*.test.ts"],
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
