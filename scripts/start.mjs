/** `npm start`: everything from a fresh clone to a served, seeded app. Ctrl-C ends all of it; the state stays. */
import { onStop } from "./children.mjs";
import { startLocalMailbox } from "./local-mailbox.mjs";
import { stateDirectory, steps } from "./prepare.mjs";
import { isFree, serve } from "./serve.mjs";

const port = Number(process.env.PORT || 8787);
const isVerbose = Boolean(process.env.VERBOSE);

/** @type {Awaited<ReturnType<typeof serve>> | null} */
let app = null;
/** @type {Awaited<ReturnType<typeof startLocalMailbox>> | null} */
let mailbox = null;
let isReady = false;
let isStopping = false;

onStop(async () => {
  isStopping = true;
  await app?.stop();
  await mailbox?.close();
  console.log("\nStopped. Your data is kept.");
  return isReady ? 0 : undefined;
});

if (!(await isFree(port))) {
  console.error(`Port ${port} is in use, perhaps by another npm start. Choose another: PORT=${port + 1} npm start`);
  process.exit(1);
}

console.log("Heartfelt");
for (const { run, advice } of steps) await orSay(advice, run);
mailbox = await startLocalMailbox(stateDirectory, ({ to, subject, text }) => {
  if (!isReady) return; // the demo's own
  console.log(`  Mail to ${to.join(", ")}: ${subject}\n  ${/https?:\/\/\S+/.exec(text)?.[0] ?? ""}`);
});
const vars = mailbox.vars(`http://localhost:${port}`);
app = await orSay("The app did not start: stop what else is running and try again", () =>
  serve({ port, stateDirectory, vars, onOutput: isVerbose ? (text) => process.stdout.write(text) : undefined }),
);
const { url } = app;
const people = await orSay("The demo could not be completed: the next npm start goes on with it", async () => {
  const { seed } = await import("../db/seed/seed.mjs");
  return seed(url, { stateDirectory, readLink: mailbox?.tokenTo });
});
isReady = true;
console.log(`
  Ready at ${url}

  Sign in as ${people.map(({ email, password }) => `${email} (password: ${password})`).join("\n          or ")}
  Mails are at ${url}/dev/mail
  Ctrl-C stops it; what you made is kept in ${stateDirectory}.
`);

const code = await app.ended;
if (!isStopping) fail("The app ended by itself", `it left with ${code}`);

/**
 * Does one step. When it fails, everything ends with one sentence.
 * @template T
 * @param {string} advice
 * @param {() => Promise<T> | T} step
 * @returns {Promise<T>}
 */
async function orSay(advice, step) {
  try {
    return await step();
  } catch (error) {
    if (isStopping) return new Promise(() => {});
    await app?.stop();
    return fail(advice, error);
  }
}

/**
 * @param {string} advice
 * @param {unknown} error
 * @returns {never}
 */
function fail(advice, error) {
  const reason = error instanceof Error ? error.message.split("\n")[0] : String(error);
  const more = isVerbose ? "" : " VERBOSE=1 npm start shows more.";
  console.error(`${advice} (${reason?.replace(/\.$/, "")}).${more}`);
  if (isVerbose) console.error(error, error instanceof Error ? (error.cause ?? "") : "");
  process.exit(1);
}
