/** `npm run check`: types, bindings' types, lint, format, dead code. The import arrows are a test of their own. */
import { run } from "./run.mjs";

const bin = "node_modules/.bin";
/** @type {[string, string, string[]][]} */
const checks = [
  ["binding types", `${bin}/wrangler`, typesCheck()],
  ["types", `${bin}/tsgo`, ["--noEmit"]],
  ["types in a browser", `${bin}/tsgo`, ["--noEmit", "-p", "app/tsconfig.browser.json"]],
  ["types in the service worker", `${bin}/tsgo`, ["--noEmit", "-p", "app/service-worker"]],
  ["types in workerd", `${bin}/tsgo`, ["--noEmit", "-p", "workers"]],
  ["types in Node", `${bin}/tsgo`, ["--noEmit", "-p", "scripts"]], // the compiler's native port: tsc says the same in ten times the time
  ["lint", `${bin}/oxlint`, ["--deny-warnings"]],
  ["format", `${bin}/prettier`, ["--check", "--log-level", "warn", "."]],
  ["dead code", `${bin}/knip`, []],
];

let failed = 0;
for (const [name, command, parameters] of checks) {
  try {
    await run(command, parameters);
    console.log(`  ✓ ${name}`);
  } catch (error) {
    failed++;
    console.error(`  ✗ ${name}\n${error instanceof Error ? error.message : error}`);
  }
}
process.exit(failed > 0 ? 1 : 0);

function typesCheck() {
  const configs = ["-c", "wrangler.toml", "-c", "workers/chat-room/wrangler.toml"];
  return [
    "types",
    "worker-configuration.d.ts",
    ...configs,
    "--include-runtime=false",
    "--env-file",
    ".dev.vars.example",
    "--check",
  ];
}
