/**
 * `npm run models:add -- <file or URL>`: adds YuNet, whose weights find more faces than those from npm, where a start cannot
 * fetch it. Its SHA-256 is checked; the composer uses it from the next build on.
 */
import { existsSync, readFileSync } from "node:fs";
import { addYunet } from "./add-yunet.mjs";
import { sha256 } from "./models-folder.mjs";
import { strong } from "./sources.mjs";

async function add() {
  const [from] = process.argv.slice(2);
  if (!from) return fail(`Which file? npm run models:add -- <file or URL>. It is at ${strong.address}.`);
  const bytes = await read(from);
  if (bytes === null) return fail(`Could not read ${from}.`);
  if (sha256(bytes) !== strong.sha256)
    return fail(`This is not the expected version of YuNet: its SHA-256 is ${sha256(bytes)}. Take ${strong.address}.`);
  const total = addYunet(bytes);
  console.log(`YuNet is added: ${Math.round(total / 1000)} kB in all. Run npm start, or npm run deploy, to serve it.`);
}

/**
 * @param {string} from a path or an address
 * @returns {Promise<Uint8Array | null>}
 */
async function read(from) {
  if (existsSync(from)) return new Uint8Array(readFileSync(from));
  if (!/^https?:/.test(from)) return null;
  const response = await fetch(from).catch(() => null);
  return response?.ok ? new Uint8Array(await response.arrayBuffer()) : null;
}

/** @param {string} sentence */
function fail(sentence) {
  console.error(sentence);
  process.exitCode = 1;
}

await add();
