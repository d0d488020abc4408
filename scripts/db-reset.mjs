/** `npm run db:reset`: forgets all local data, and makes an empty, migrated database. The next start seeds it. */
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { migrate, stateDirectory } from "./prepare.mjs";
import { isFree } from "./serve.mjs";

const port = Number(process.env.PORT || 8787);
if (!(await isFree(port))) {
  console.error(`Something runs on port ${port}: stop npm start first, or its data would come back.`);
  process.exit(1);
}
// Only what wrangler keeps there goes: STATE_DIR may hold more.
const kept = join(stateDirectory, "v3");
if (existsSync(kept)) rmSync(kept, { recursive: true });
await migrate();
console.log(`Emptied ${stateDirectory}. npm start seeds the demo again.`);
