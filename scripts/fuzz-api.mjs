/**
 * `npm run fuzz:api -- [--requests 50000] [--seed 7]`: requests made from the API's table, right and wrong ones, to the
 * served app. Ends with 1 when an answer is a fault or none that the description tells of; the same seed sends the same.
 */
import { spawn } from "node:child_process";
import { parseArgs } from "node:util";
import { quietEnvironment } from "./run.mjs";

const { values } = parseArgs({
  options: {
    requests: { type: "string", default: "50000" },
    seed: { type: "string", default: String(Date.now() % 1_000_000_000) },
  },
});

const vitest = ["node_modules/vitest/vitest.mjs", "run", "--project", "http", "tests/api-fuzz/fuzz.test.ts"];
const child = spawn(process.execPath, vitest, {
  stdio: "inherit",
  env: { ...quietEnvironment, FUZZ_REQUESTS: values.requests, FUZZ_SEED: values.seed },
});
child.once("close", (exit) => process.exit(exit ?? 1));
