import { vitePlugin as remix } from "@remix-run/dev";
import tailwindcss from "@tailwindcss/vite";
import { build as bundle } from "esbuild";
import { createHash } from "node:crypto";
import { defineConfig, type Plugin } from "vite";
import tsconfigPaths from "vite-tsconfig-paths";

declare module "@remix-run/cloudflare" {
  interface Future {
    v3_singleFetch: true;
  }
}

/**
 * zod looks whether it may compile its checks by `new Function`. No page of ours may, and Firefox reports each look as a breach of
 * the policy: zod is told before its first schema, in pages and workers alike.
 */
function zodWithoutEval(): Plugin {
  const exported = "export const globalConfig = globalThis.__zod_globalConfig;";
  return {
    name: "zod-without-eval",
    transform(code, id) {
      if (!/\/zod\/v4\/core\/core\.js/.test(id)) return null;
      if (!code.includes(exported)) throw new Error("zod sets its configuration elsewhere now: see zodWithoutEval.");
      const told = "export const globalConfig = Object.assign(globalThis.__zod_globalConfig, { jitless: true });";
      return { code: code.replace(exported, told), map: null };
    },
  };
}

/**
 * Writes the service worker beside the client's files: one script at the root, whose address never changes. It begins with a
 * hash of the names of all files that the build made: a build that changes anything makes a new version of it.
 */
function serviceWorker(): Plugin {
  let minify = true;
  return {
    name: "service-worker",
    apply: (config, { command }) => command === "build" && !config.build?.ssr,
    configResolved: ({ build }) => void (minify = build.minify !== false),
    async generateBundle(_options, files) {
      const hash = createHash("sha256").update(Object.keys(files).toSorted().join("\n")).digest("hex");
      const bundled = await bundle({
        entryPoints: ["app/service-worker/scope/entry.ts"],
        ...{ bundle: true, write: false, format: "iife", target: "es2022", legalComments: "none", minify },
        banner: { js: `// ${hash}` },
      });
      this.emitFile({ type: "asset", fileName: "service-worker.js", source: bundled.outputFiles[0]!.contents });
    },
  };
}

export default defineConfig({
  plugins: [
    zodWithoutEval(),
    serviceWorker(),
    tailwindcss(),
    remix({
      future: {
        v3_fetcherPersist: true,
        v3_lazyRouteDiscovery: true,
        v3_relativeSplatPath: true,
        v3_routeConfig: true,
        v3_singleFetch: true,
        v3_throwAbortReason: true,
      },
    }),
    tsconfigPaths(),
  ],
  resolve: { mainFields: ["browser", "module", "main"] },
  ssr: {
    target: "webworker",
    noExternal: true,
    resolve: { conditions: ["workerd", "worker", "browser"] },
  },
  worker: { format: "es", plugins: () => [zodWithoutEval(), tsconfigPaths()] },
  build: { target: "es2022", sourcemap: false, assetsInlineLimit: 0 },
});
