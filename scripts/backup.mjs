/** `npm run backup [-- --to folder] [--remote --env production]`: D1 and R2, and locally the rooms, into a folder. */
import { install, stateDirectory } from "./prepare.mjs";
import { runCommand } from "./refusal.mjs";

await runCommand(async () => {
  await install();
  const { parseBackupOptions } = await import("./backups/options.mjs");
  const now = new Date();
  const { environment, to } = parseBackupOptions(process.argv.slice(2), now);
  const { sizeOf } = await import("./backups/manifest.mjs");
  const manifest = await backUp(environment, to, now);
  const { objects, missing } = manifest;
  const { rows, tables } = sizeOf(manifest);
  console.log(`Backed up ${rows} rows of ${tables} tables and ${objects.length} files to ${to}.`);
  if (missing.length > 0) console.log(`${missing.length} files were deleted meanwhile: ${missing.join(", ")}`);
  console.log("It holds everything that members keep private: encrypt it, and delete it within 30 days.");
});

/**
 * @param {import("./backups/options.mjs").BackupOptions["environment"]} environment
 * @param {string} to
 * @param {Date} now
 */
async function backUp(environment, to, now) {
  if (environment === null) {
    const { backUpState } = await import("./backups/local.mjs");
    return backUpState({ state: stateDirectory, to, now });
  }
  const { backUpRemote } = await import("./backups/remote.mjs");
  const { readTarget } = await import("./deploying/target.mjs");
  const { wrangler } = await import("./deploying/wrangler.mjs");
  return backUpRemote(readTarget(environment), { to, now, wrangler });
}
