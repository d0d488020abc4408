/** `npm run test:browsers [-- path]`: the journeys in Firefox and WebKit, which are installed when they lack. */
import { spawn } from "node:child_process";
import { buildApp, buildModels, install, makeSecrets } from "./prepare.mjs";
import { writeLocalConfig } from "./local-config.mjs";
import { quietEnvironment } from "./run.mjs";
import { ensureEngines } from "./engines/install.mjs";

await install();
try {
  ensureEngines();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
makeSecrets();
writeLocalConfig();
await buildModels();
await buildApp();
const parameters = ["node_modules/vitest/vitest.mjs", "run", "--project=engines", ...process.argv.slice(2)];
const tests = spawn(process.execPath, parameters, { stdio: "inherit", env: quietEnvironment });
tests.once("close", (exit) => process.exit(exit ?? 1));
