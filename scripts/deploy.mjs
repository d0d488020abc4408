/** `npm run deploy [-- --dry-run]`: the rooms first, since the app is bound to them; then the migrations; then the app. */
import { buildApp, buildModels, fetchModels, install } from "./prepare.mjs";
import { run, runTool } from "./run.mjs";

const isDryRun = process.argv.includes("--dry-run");
const outcome = isDryRun ? ["--dry-run", "--outdir", ".tmp/deploy"] : [];

/** @param {string} sentence */
function say(sentence) {
  console.log(`\n${sentence}`);
}

await install();
if (!isDryRun && !(await isLoggedIn())) {
  console.error("Not logged in to Cloudflare: run npx wrangler login, or set CLOUDFLARE_API_TOKEN, then again.");
  process.exit(1);
}
await buildModels();
await fetchModels();
await buildApp();
say("heartfelt-api: the rooms");
await runTool("wrangler", ["deploy", "-c", "workers/chat-room/wrangler.toml", ...outcome], { show: "always" });
if (!isDryRun) {
  say("heartfelt-db: migrations");
  await runTool("wrangler", ["d1", "migrations", "apply", "heartfelt-db", "--remote"], { show: "always" });
}
say("heartfelt: the app");
await runTool("wrangler", ["deploy", ...outcome], { show: "always" });

async function isLoggedIn() {
  const said = await run("node_modules/.bin/wrangler", ["whoami"]).catch(() => "not authenticated");
  return !/not authenticated/i.test(said);
}
