/** The least that Remix can be: a page with a heading, built as the app is. What it weighs is the price of Remix and React. */
import { mkdirSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { execFileSync } from "node:child_process";
import { createRequestHandler } from "@remix-run/cloudflare";

const folder = resolve(".tmp/bare-page");

/** @type {Record<string, string>} */
const files = {
  "package.json": JSON.stringify({ type: "module", dependencies: { "@remix-run/cloudflare": "*" } }),
  "vite.config.mjs": `
import { vitePlugin as remix } from "@remix-run/dev";
const names = ["fetcherPersist", "lazyRouteDiscovery", "relativeSplatPath", "singleFetch", "throwAbortReason"];
const future = Object.fromEntries(names.map((name) => ["v3_" + name, true]));
export default { plugins: [remix({ future })], build: { target: "es2022", minify: "terser" } };
`,
  "app/root.jsx": `
import { Links, Meta, Outlet, Scripts } from "@remix-run/react";
export const meta = () => [{ title: "Bare" }, { name: "description", content: "A page with a heading." }];
export default function App() {
  return (
    <html lang="en">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <link rel="icon" href="data:," />
        <Meta />
        <Links />
      </head>
      <body>
        <Outlet />
        <Scripts />
      </body>
    </html>
  );
}
`,
  "app/routes/_index.jsx": `
export default function Index() {
  return <main><h1>Bare</h1></main>;
}
`,
  "app/entry.client.jsx": `
import { RemixBrowser } from "@remix-run/react";
import { hydrateRoot } from "react-dom/client";
hydrateRoot(document, <RemixBrowser />);
`,
  "app/entry.server.jsx": `
import { RemixServer } from "@remix-run/react";
import { renderToString } from "react-dom/server";
export default function handleRequest(request, status, headers, context) {
  const html = renderToString(<RemixServer context={context} url={request.url} />);
  headers.set("Content-Type", "text/html");
  return new Response("<!DOCTYPE html>" + html, { status, headers });
}
`,
};

const types = /** @type {Record<string, string>} */ ({ ".js": "text/javascript", ".css": "text/css" });

/**
 * Builds and serves the page.
 * @returns {Promise<{ url: string, close: () => void }>}
 */
export async function serveBarePage() {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(folder, name, ".."), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  const remix = resolve("node_modules/.bin/remix");
  execFileSync(remix, ["vite:build"], { cwd: folder, env: { ...process.env, NODE_ENV: "production" }, stdio: "pipe" });
  const build = await import(pathToFileURL(join(folder, "build/server/index.js")).href);
  const handle = createRequestHandler(build, "production");
  const server = createServer(async ({ url = "/" }, answer) => {
    const file = await readFile(join(folder, "build/client", url)).catch(() => null);
    if (file) return answer.writeHead(200, { "content-type": types[extname(url)] ?? "text/plain" }).end(file);
    const page = await handle(new Request(`http://localhost${url}`));
    return answer.writeHead(page.status, Object.fromEntries(page.headers)).end(await page.text());
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", () => done(null)));
  const address = /** @type {import("node:net").AddressInfo} */ (server.address());
  return { url: `http://localhost:${address.port}`, close: () => [server.close(), server.closeAllConnections()] };
}
