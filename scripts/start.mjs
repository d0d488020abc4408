/** `npm start`: everything from a fresh clone to a served, seeded app. Ctrl-C ends all of it; the state stays. */
import { prepare, stateDirectory } from "./prepare.mjs";
import { isFree, serve } from "./serve.mjs";

const port = Number(process.env.PORT || 8787);

if (!(await isFree(port))) {
  console.error(`Port ${port} is in use, perhaps by another npm start. Choose another: PORT=${port + 1} npm start`);
  process.exit(1);
}

console.log("Heartfelt");
await prepare();
const { seed } = await import("../db/seed/seed.mjs");
const app = await serve({
  port,
  stateDirectory,
  onOutput: process.env.VERBOSE ? (text) => process.stdout.write(text) : undefined,
});

let isStopping = false;
for (const name of /** @type {const} */ (["SIGINT", "SIGTERM"])) {
  process.on(name, async () => {
    if (isStopping) return;
    isStopping = true;
    await app.stop();
    console.log("\nStopped. Your data is kept.");
    process.exit(0);
  });
}

const people = await seed(app.url);
console.log(`
  Ready at ${app.url}

  Sign in as ${people.map(({ email, password }) => `${email} (password: ${password})`).join("\n          or ")}
  Ctrl-C stops it; what you made is kept in ${stateDirectory}.
`);

const code = await app.ended;
if (!isStopping) {
  console.error("The app ended by itself. Run it again with VERBOSE=1 to see why.");
  process.exit(code ?? 1);
}
