import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { buildApp, buildModels, makeSecrets, migrate } from "../../scripts/prepare.mjs";
import { freePort, serve } from "../../scripts/serve.mjs";
import { listenForSql } from "../served-database";

declare module "vitest" {
  interface ProvidedContext {
    /** Where the built app is served for the tests, with an empty state of its own. */
    appUrl: string;
    /** The folder of that state. */
    appState: string;
    /** A port on which the app takes a push service of this machine, which a test may open. */
    pushPort: number;
  }
}

/** Serves the built app once for all browser tests, in a folder that goes away with it. */
export default async function setup(project: TestProject) {
  const state = mkdtempSync(join(tmpdir(), "heartfelt-"));
  makeSecrets();
  await buildModels();
  await buildApp();
  await migrate(state);
  const pushPort = await freePort();
  const vars = { PUSH_LOCAL_ORIGIN: `http://127.0.0.1:${pushPort}` };
  const app = await serve({ port: await freePort(), stateDirectory: state, vars });
  const sql = await listenForSql(app.runSql);
  project.provide("pushPort", pushPort);
  project.provide("appUrl", app.url);
  project.provide("appSqlUrl", sql.url);
  project.provide("appState", state);
  return async () => {
    sql.server.close();
    await app.stop();
    rmSync(state, { recursive: true, force: true });
  };
}
