/**
 * `npm run lighthouse [-- --runs 5 --pages feed,story]`: measures the built app's pages with Lighthouse's mobile preset, beside
 * a bare Remix page, prints the table, and writes `docs/lighthouse.md` when all pages were measured. Lighthouse and what it
 * needs are 190 MB: the command installs them for itself, into .tmp.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { format } from "prettier";
import { seed } from "../db/seed/seed.mjs";
import { apiClientOf, bodyOf } from "./api-client.mjs";
import { launchBrowser } from "./browser/launch.mjs";
import { serveBarePage } from "./lighthouse/bare-page.mjs";
import { serveAsEdge } from "./lighthouse/edge.mjs";
import { documentOf, mediansOf, tableOf } from "./lighthouse/report.mjs";
import { twelvePhotos } from "./lighthouse/twelve-photos.mjs";
import { migrate } from "./prepare.mjs";
import { freePort, serve } from "./serve.mjs";

const version = "12.8.2";
const installed = resolve(".tmp/lighthouse");

const { values } = parseArgs({ options: { runs: { type: "string", default: "5" }, pages: { type: "string" } } });
const chosen = values.pages?.split(",") ?? null;

const packages = { lighthouse: version, selfsigned: "5.5.0" };
if (!Object.keys(packages).every((name) => existsSync(join(installed, "node_modules", name)))) {
  console.log(`Installing Lighthouse ${version} into .tmp …`);
  const flags = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-save"];
  const wanted = Object.entries(packages).map(([name, number]) => `${name}@${number}`);
  execFileSync("npm", ["install", "--prefix", installed, ...flags, ...wanted], { stdio: "ignore" });
}
/** @type {{ default: (url: string, flags: object) => Promise<{ lhr: import("./lighthouse/figures.mjs").Result } | undefined> }} */
const { default: lighthouse } = await importInstalled("lighthouse/core/index.js");
/** @type {{ generate: () => Promise<{ private: string, cert: string }> }} */
const { generate } = await importInstalled("selfsigned/index.js");
const { private: key, cert } = await generate();
const certificate = { key, cert };
const { figuresOf, failuresOf } = await import("./lighthouse/figures.mjs");

const state = mkdtempSync(join(tmpdir(), "heartfelt-lighthouse-"));
await migrate(state);
const app = await serve({ port: await freePort(), stateDirectory: state });
const debuggingPort = await freePort();
/** @type {{ close: () => unknown }[]} */
const open = [];
try {
  await seed(app.url, { demo: twelvePhotos });
  const [edge, bareApp] = [await serveAsEdge(app.url, certificate), await serveBarePage()];
  const bare = await serveAsEdge(bareApp.url, certificate);
  const browser = await launchBrowser({ debuggingPort, trustsAnyCertificate: true });
  open.push(edge, bare, bareApp, browser);
  const devtools = await browser.newBrowserCDPSession();
  /** Signs the browser in, or out with null. @param {string | null} secret */
  const signIn = async (secret) => {
    await devtools.send("Storage.clearCookies");
    const cookies = secret === null ? [] : [{ name: "heartfelt", value: secret, domain: "localhost", path: "/" }];
    await devtools.send("Storage.setCookies", { cookies });
  };
  /** @type {Record<string, import("./lighthouse/report.mjs").Figures>} */
  const measured = {};
  for (const [name, page] of Object.entries(await pagesOf(app.url, edge.url, bare.url))) {
    if (chosen !== null && !chosen.includes(name)) continue;
    await signIn(page.secret ?? null);
    measured[name] = await measure(name, page);
  }
  console.log(`\n${tableOf(measured)}`);
  if (chosen === null) {
    writeFileSync("docs/lighthouse.md", await format(documentOf(measured), { parser: "markdown", printWidth: 120 }));
  }
} finally {
  for (const each of open) await each.close();
  await app.stop();
  rmSync(state, { recursive: true, force: true });
}

/** @param {string} path below the folder of installed packages */
async function importInstalled(path) {
  return import(pathToFileURL(join(installed, "node_modules", path)).href);
}

/** @typedef {{ url: string, secret?: string }} Page `secret`: of the session that opens it; a visitor has none */

/**
 * @param {string} appUrl @param {string} edgeUrl @param {string} bareUrl
 * @returns {Promise<Record<string, Page>>}
 */
async function pagesOf(appUrl, edgeUrl, bareUrl) {
  const visitor = apiClientOf(appUrl);
  const [{ email, password }] = /** @type {[typeof twelvePhotos.people[number]]} */ (
    /** @type {unknown} */ (twelvePhotos.people)
  );
  const { token, refresh_token } = bodyOf(await visitor.call("POST /api/auth/sign-in", { body: { email, password } }));
  const member = apiClientOf(appUrl, { token });
  const { stories } = bodyOf(await member.call("GET /api/stories"));
  const { connections } = bodyOf(await member.call("GET /api/connections"));
  return {
    feed: { url: `${edgeUrl}/` },
    story: { url: `${edgeUrl}/stories/${stories[0]?.id}` },
    composer: { url: `${edgeUrl}/stories/new`, secret: refresh_token },
    connections: { url: `${edgeUrl}/connections`, secret: refresh_token },
    chat: { url: `${edgeUrl}/connections/${connections[0]?.id}`, secret: refresh_token },
    "bare Remix page": { url: `${bareUrl}/` },
  };
}

/** @param {string} name @param {Page} page */
async function measure(name, { url }) {
  const flags = { port: debuggingPort, onlyCategories: ["performance", "accessibility", "best-practices"] };
  const runs = [];
  for (let run = 0; run < Number(values.runs); run++) {
    const result = await lighthouse(url, { ...flags, logLevel: "error" });
    if (!result) throw new Error(`Lighthouse has no result for ${name}.`);
    runs.push(figuresOf(result.lhr));
    if (run === 0) for (const failure of failuresOf(result.lhr)) console.log(`${name}: ${failure}`);
  }
  return mediansOf(runs);
}
