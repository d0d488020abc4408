import { applyD1Migrations, env, reset } from "cloudflare:test";

// The files share one worker, as loading it anew for each took half of the time: each begins with storage of its own.
await reset();
await applyD1Migrations(env.DB, env.MIGRATIONS);
