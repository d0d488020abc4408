import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { configIn, type OtherBinding } from "../../scripts/backups/test-config";
import { writeLocalConfig } from "../../scripts/local-config.mjs";
import { buildApp, buildModels, makeSecrets, migrate } from "../../scripts/prepare.mjs";
import { startLocalMailbox } from "../../scripts/local-mailbox.mjs";
import { freePort, serve } from "../../scripts/serve.mjs";
import { bundleAppFrom } from "../../scripts/workers.mjs";
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
  await bundleAppFrom("tests/budgets/metered-worker.ts", appFolder);
  await migrate(state, configIn(state, ...databases));
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
