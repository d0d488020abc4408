import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { TestProject } from "vitest/node";
import { openState } from "../../scripts/backups/local-state.mjs";
import { configIn, migrationsOf, type OtherBinding } from "../../scripts/backups/test-config";
import { localConfigPath, writeLocalConfig } from "../../scripts/local-config.mjs";
import { buildApp, buildModels, makeSecrets, migrate } from "../../scripts/prepare.mjs";
import { startLocalMailbox } from "../../scripts/local-mailbox.mjs";
import { runTool } from "../../scripts/run.mjs";
import { freePort, serve } from "../../scripts/serve.mjs";
import { listenForSql } from "../served-database";

const appFolder = ".tmp/metered-app";

declare module "vitest" {
  interface ProvidedContext {
    /** The app's address for DevTools. */
    inspectorUrl: string;
  }
}

/** Serves the built app with bindings that count, in a folder that goes away with it. */
export default function setup(project: TestProject) {
  return serveMetered(project, []);
}

/** The same with databases of messages and stories bound, beside the main one. */
export async function serveMetered(project: TestProject, databases: readonly OtherBinding[]) {
  const state = mkdtempSync(join(tmpdir(), "heartfelt-budgets-"));
  makeSecrets();
  writeLocalConfig();
  await buildModels();
  await buildApp();
  await bundleMetered();
  await migrate(state);
  if (databases.length > 0) await makeTables(state, databases);
  const mailbox = await startLocalMailbox(state);
  const port = await freePort();
  const vars = mailbox.vars(`http://localhost:${port}`);
  const app = await serve({ port, stateDirectory: state, appFolder, vars, databases: [...databases] });
  const sql = await listenForSql(app.runSql);
  project.provide("appUrl", app.url);
  project.provide("appSqlUrl", sql.url);
  project.provide("appState", state);
  project.provide("inspectorUrl", await app.inspector());
  return async () => {
    sql.server.close();
    await app.stop();
    await mailbox.close();
    rmSync(state, { recursive: true, force: true });
  };
}

/** To have wrangler migrate them would take three seconds for each. */
async function makeTables(state: string, databases: readonly OtherBinding[]): Promise<void> {
  const { queryOf, close } = await openState(state, configIn(state, ...databases));
  for (const binding of databases) {
    const folder = migrationsOf(binding);
    for (const file of readdirSync(folder).toSorted()) {
      if (!file.endsWith(".sql")) continue;
      const statements = readFileSync(join(folder, file), "utf8").split("--> statement-breakpoint");
      for (const statement of statements) await queryOf(binding)(statement);
    }
  }
  await close();
}

/** Bundled like the deployed worker: only its entry is another. */
async function bundleMetered(): Promise<void> {
  const entry = "tests/budgets/metered-worker.ts";
  await runTool("wrangler", ["deploy", entry, "--dry-run", "-c", localConfigPath, "--outdir", resolve(appFolder)]);
}
