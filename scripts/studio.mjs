/** `npm run studio`: Drizzle Studio on the local database. Its page is on the internet; the server it talks to is here. */
import { spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { stateDirectory } from "./prepare.mjs";

const folder = join(stateDirectory, "v3/d1/miniflare-D1DatabaseObject");
const file = existsSync(folder) ? readdirSync(folder).find((name) => /^[0-9a-f]{64}\.sqlite$/.test(name)) : undefined;
if (!file) {
  console.error("There is no local database yet: run npm start once.");
  process.exit(1);
}
const studio = spawn("node_modules/.bin/drizzle-kit", ["studio", ...process.argv.slice(2)], {
  stdio: "inherit",
  env: { ...process.env, LOCAL_DATABASE_URL: `file:${join(folder, file)}` },
});
studio.once("close", (code) => process.exit(code ?? 0));
