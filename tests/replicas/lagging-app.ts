/** The built app on a database with a replica that lags, for one test file. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeLocalConfig } from "../../scripts/local-config.mjs";
import { patientFetch } from "../../scripts/patient-fetch.mjs";
import { migrate } from "../../scripts/prepare.mjs";
import { freePort, serve } from "../../scripts/serve.mjs";
import { bundleAppFrom } from "../../scripts/workers.mjs";
import type { Place } from "./lagging-database";
import { laggingPath } from "./lagging-path";

const appFolder = ".tmp/lagging-app";

export interface LaggingApp {
  url: string;
  /** Copies everything to the replica. */
  catchUp: () => Promise<void>;
  /** Returns where the queries ran that came since the last call. */
  places: () => Promise<Place[]>;
  runSql: (statements: string[]) => Promise<string>;
  stop: () => Promise<void>;
}

/** Serves it. The app must have been built. */
export async function serveLagging(): Promise<LaggingApp> {
  const state = mkdtempSync(join(tmpdir(), "heartfelt-replicas-"));
  writeLocalConfig();
  await bundleAppFrom("tests/replicas/lagging-worker.ts", appFolder);
  await migrate(state);
  const app = await serve({ port: await freePort(), stateDirectory: state, appFolder, databases: ["REPLICA"] });
  const ask = async (method: string) => {
    const answer = await patientFetch(app.url + laggingPath, { method });
    if (!answer.ok) throw new Error(await answer.text());
    return (await answer.json()) as Place[];
  };
  await ask("POST");
  return {
    url: app.url,
    catchUp: async () => void (await ask("POST")),
    places: () => ask("GET"),
    runSql: app.runSql,
    stop: async () => {
      await app.stop();
      rmSync(state, { recursive: true, force: true });
    },
  };
}
