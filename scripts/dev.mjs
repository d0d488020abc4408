/** `npm run dev`: the app with a rebuild on each saved file. wrangler takes the new server by itself; a page, on its next load. */
import { watch } from "node:fs";
import { onStop } from "./children.mjs";
import { startLocalMailbox } from "./local-mailbox.mjs";
import { prepare, stateDirectory } from "./prepare.mjs";
import { isFree, serveChanging } from "./serve.mjs";

const port = Number(process.env.PORT || 8787);
/** Milliseconds in which several saved files are one change. */
const together = 80;

if (!(await isFree(port))) {
  console.error(`Port ${port} is in use. Choose another: PORT=${port + 1} npm run dev`);
  process.exit(1);
}
await prepare();
const { build } = await import("vite");
const mailbox = await startLocalMailbox(stateDirectory);
const vars = mailbox.vars(`http://localhost:${port}`);
const app = await serveChanging({ port, stateDirectory, vars, onOutput: (text) => process.stdout.write(text) });
console.log(`\n  ${app.url} follows your changes in app/ and db/. Ctrl-C stops it.\n`);

let isBuilding = false;
let isChanged = false;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** The client first: the server's build reads its manifest. */
async function rebuild() {
  if (isBuilding) {
    isChanged = true;
    return;
  }
  isBuilding = true;
  const start = performance.now();
  try {
    await build({ mode: "development", logLevel: "error", build: { minify: false } });
    await build({ mode: "development", logLevel: "error", build: { minify: false, ssr: true } });
    console.log(`  Rebuilt in ${((performance.now() - start) / 1000).toFixed(1)} s.`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
  }
  isBuilding = false;
  if (!isChanged) return;
  isChanged = false;
  await rebuild();
}

const watchers = ["app", "db", "public"].map((folder) =>
  watch(folder, { recursive: true }, () => {
    clearTimeout(timer);
    timer = setTimeout(rebuild, together);
  }),
);

onStop(async () => {
  for (const watcher of watchers) watcher.close();
  await app.stop();
  await mailbox.close();
  return 0;
});
