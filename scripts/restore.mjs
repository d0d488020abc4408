/** `npm run restore -- --from folder [--force] [--remote --env staging]`: a backup becomes the state again, and is compared. */
import { install, stateDirectory } from "./prepare.mjs";
import { runCommand } from "./refusal.mjs";

await runCommand(async () => {
  await install();
  const { parseRestoreOptions } = await import("./backups/options.mjs");
  const { environment, from, force } = parseRestoreOptions(process.argv.slice(2));
  if (environment === null) await restoreLocally(from, force);
  else await restoreRemotely(environment, from, force);
});

/** @param {string} from @param {boolean} force */
async function restoreLocally(from, force) {
  const { restoreState } = await import("./backups/local.mjs");
  const { manifest, aside } = await restoreState({ state: stateDirectory, from, force, now: new Date() });
  await say(manifest, stateDirectory);
  if (aside !== null) console.log(`What was there before is in ${aside}.`);
}

/** @param {import("./deploying/options.mjs").EnvironmentName} environment @param {string} from @param {boolean} force */
async function restoreRemotely(environment, from, force) {
  const { restoreRemote } = await import("./backups/remote.mjs");
  const { readTarget } = await import("./deploying/target.mjs");
  const { wrangler } = await import("./deploying/wrangler.mjs");
  await say(await restoreRemote(readTarget(environment), { from, force, wrangler }), environment);
  console.log(`npm run deploy -- --env ${environment} applies the migrations that are newer than the backup.`);
}

/** @param {import("./backups/manifest.mjs").Manifest} manifest @param {string} where */
async function say(manifest, where) {
  const { sizeOf } = await import("./backups/manifest.mjs");
  const { made_at, objects } = manifest;
  const { rows } = sizeOf(manifest);
  console.log(`Restored ${rows} rows and ${objects.length} files of ${made_at} to ${where}, and compared them.`);
  console.log("Accounts that were deleted since then are back: delete them again.");
}
