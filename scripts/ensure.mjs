/** `node scripts/ensure.mjs models|app`: what a command needs before its own modules can be loaded. */
import { buildApp, buildModels, install, makeSecrets } from "./prepare.mjs";

const [what] = process.argv.slice(2);

try {
  await install();
  await buildModels();
  if (what === "app") {
    makeSecrets();
    await buildApp();
  }
} catch (error) {
  const reason = error instanceof Error ? error.message.split("\n")[0] : String(error);
  console.error(`What this command needs could not be made (${reason}): run npm ci, then try again.`);
  process.exit(1);
}
