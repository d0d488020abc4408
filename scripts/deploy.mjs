/**
 * `npm run deploy -- --env staging|production [--gradual 10] [--rollback] [--address https://…]`, or `--dry-run`, which
 * bundles both scripts for each environment and sends nothing.
 */
import { buildApp, buildModels, fetchModels, install } from "./prepare.mjs";
import { Refusal, runCommand } from "./refusal.mjs";
import { runTool } from "./run.mjs";

await runCommand(async () => {
  await install();
  const { parseDeployOptions } = await import("./deploying/options.mjs");
  const { readTarget } = await import("./deploying/target.mjs");
  const options = parseDeployOptions(process.argv.slice(2));
  if (options.kind === "dry_run") {
    await build();
    for (const environment of options.environments) await dryRun(readTarget(environment));
    return;
  }
  await deploy(readTarget(options.environment), options);
});

/**
 * @param {import("./deploying/target.mjs").Target} target
 * @param {Exclude<import("./deploying/options.mjs").DeployOptions, { kind: "dry_run" }>} options
 */
async function deploy(target, options) {
  const { wrangler } = await import("./deploying/wrangler.mjs");
  const { faultAt } = await import("./deploying/check-health.mjs");
  const { check, deployAll, deployGradually, rollBack } = await import("./deploying/deploy.mjs");
  const parts = { wrangler, build, faultAt, say };
  const act = () => {
    if (options.kind === "roll_back") return rollBack(target, parts);
    if (options.kind === "gradual") return deployGradually(target, options.percentage, parts);
    return deployAll(target, parts);
  };
  const outcome = await act().catch(asSentence);
  await check(target, { ...outcome, address: options.address }, parts);
}

/** @param {import("./deploying/target.mjs").Target} target */
async function dryRun({ environment, rooms, app }) {
  for (const [{ name, config }, what] of /** @type {const} */ ([
    [rooms, "the rooms"],
    [app, "the app"],
  ])) {
    say(`${name}: ${what}`);
    const outcome = ["--dry-run", "--outdir", `.tmp/deploy/${name}`];
    console.log(await runTool("wrangler", ["deploy", "-c", config, "--env", environment, ...outcome]));
  }
}

async function build() {
  await buildModels();
  await fetchModels();
  await buildApp();
}

/** wrangler has shown its own error: what is left to say is that nothing more was done. @param {unknown} error @returns {never} */
function asSentence(error) {
  if (error instanceof Refusal) throw error;
  const reason = error instanceof Error ? error.message.split("\n")[0] : String(error);
  throw new Refusal(`The deployment stopped here, and can be run again: ${reason}`);
}

/** @param {string} sentence */
function say(sentence) {
  console.log(`\n${sentence}`);
}
