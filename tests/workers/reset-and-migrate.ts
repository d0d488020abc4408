import { applyD1Migrations, env, reset } from "cloudflare:test";

/** Of our tables and of the list of migrations; the runtime's own begin with an underscore. */
async function hasTables(): Promise<boolean> {
  const found = await env.DB.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB '_*'").first();
  return found !== null;
}

// The files share one worker, as loading it anew for each took half of the time: each begins with storage of its own. A reset
// beside work that the file before left running, such as an inbox that reads D1, has left the database as it was.
do await reset();
while (await hasTables());
await applyD1Migrations(env.DB, env.MIGRATIONS);
