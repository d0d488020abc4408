import { vitePlugin as remix } from "@remix-run/dev";
import tailwindcss from "@tailwindcss/vite";
import { build as bundle } from "esbuild";
import { createHash } from "node:crypto";
import { createRequire } from "node:module";
import { defineConfig, type Plugin, type Rollup } from "vite";
import tsconfigPaths from "vite-tsconfig-paths";
import { cutEmoji } from "./scripts/emoji-data";
import { withoutUnused } from "./scripts/without-unused";

const require = createRequire(import.meta.url);
const namedEmoji = require("emojibase-data/en/data.json") as (typeof import("emojibase-data/en/data.json"))["default"];
const emojiMessages: unknown = require("emojibase-data/en/messages.json");

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
 * Marks the contract's schemas as free of effects, so that a page gets those that it checks with, and none at all where it only
 * reads a limit or makes an id: a bundler cannot know that a call like `z.object()` changes nothing, alone or among the fields that
 * schemas share.
 */
function schemasWhereUsed(): Plugin {
  return {
    name: "schemas-where-used",
    transform(code, id) {
      if (!/\/app\/contract\/.*\.ts$/.test(id)) return null;
      const calls = this.parse(code)
        .body.map((each) => (each.type === "ExportNamedDeclaration" ? each.declaration : each))
        .flatMap((each) => (each?.type === "VariableDeclaration" ? each.declarations : []))
        .flatMap(({ init }) =>
          init?.type === "CallExpression" || init?.type === "ObjectExpression"
            ? [init as Rollup.AstNodeLocation & typeof init]
            : [],
        );
      return { code: calls.reduceRight(withoutEffects, code), map: null };
    },
  };
}

function withoutEffects(code: string, { start, end }: Rollup.AstNodeLocation): string {
  return `${code.slice(0, start)}/* @__PURE__ */ (() => (${code.slice(start, end)}))()${code.slice(end)}`;
}

/** The pages that may be kept on a device without a network, by their files. */
const keptPages = ["root.tsx", "entry.client.tsx", ...["feed", "story"].map((name) => `routes/stories/${name}.tsx`)];
const composerPages = ["new", "edit"].map((name) => `routes/stories/${name}.tsx`);

/** Returns the scripts that these modules load, at once or later, and what comes with them. */
function filesOf(modules: readonly string[], bundle: Rollup.OutputBundle): Set<string> {
  const found = new Set<string>();
  const visit = (file: string) => {
    const chunk = bundle[file];
    if (found.has(file) || chunk?.type !== "chunk") return;
    found.add(file);
    [...chunk.imports, ...chunk.dynamicImports].forEach(visit);
  };
  for (const module of modules) {
    const ends = new RegExp(`/app/${module.replaceAll(".", "\\.")}(\\?|$)`);
    const entries = Object.values(bundle).filter(
      (each) => each.type === "chunk" && ends.test(each.facadeModuleId ?? ""),
    );
    if (entries.length === 0)
      throw new Error(`The build has no chunk of ${module}: see serviceWorker in vite.config.ts.`);
    entries.forEach(({ fileName }) => visit(fileName));
  }
  return found;
}

/** Returns what the service worker has to know of the build. */
function describeBuild(bundle: Rollup.OutputBundle) {
  const names = Object.keys(bundle).toSorted();
  const shell = filesOf(keptPages, bundle);
  const composer = filesOf(composerPages, bundle);
  // The scripts of web workers come as finished files.
  const workers = names.filter((name) => bundle[name]?.type === "asset" && name.endsWith(".js"));
  const styles = names.find((name) => /\/styles-[\w-]+\.css$/.test(name));
  if (styles === undefined) throw new Error("The build has no style sheet: see serviceWorker in vite.config.ts.");
  const fonts = names.filter((name) =>
    /\/(figtree-latin-wght|newsreader-latin-[45]00)-normal-[\w-]+\.woff2$/.test(name),
  );
  const addresses = (files: Iterable<string>) => [...files].map((file) => `/${file}`);
  return {
    version: createHash("sha256").update(names.join("\n")).digest("hex").slice(0, 16),
    shell: addresses([...shell, styles, ...fonts]),
    composer: addresses([...composer, ...workers].filter((file) => !shell.has(file))),
    styles: `/${styles}`,
  };
}

/**
 * Writes the service worker beside the client's files: one script at the root, whose address never changes. It knows the names
 * of all files that the build made: a build that changes anything makes a new version of it.
 */
function serviceWorker(): Plugin {
  let minify = true;
  return {
    name: "service-worker",
    apply: (config, { command }) => command === "build" && !config.build?.ssr,
    configResolved: ({ build }) => void (minify = build.minify !== false),
    generateBundle: {
      order: "post",
      async handler(_options, files) {
        const build = describeBuild(files);
        const bundled = await bundle({
          entryPoints: ["app/service-worker/scope/entry.ts"],
          ...{ bundle: true, write: false, format: "iife", target: "es2022", legalComments: "none", minify },
          define: { __BUILD__: JSON.stringify(build) },
          banner: { js: `// ${build.version}` },
        });
        this.emitFile({ type: "asset", fileName: "service-worker.js", source: bundled.outputFiles[0]!.contents });
      },
    },
  };
}

/**
 * Puts what every page loads with the root into one script: each script costs a phone a request and a module of its own. React
 * and Remix, which a new release of ours leaves as they are, stay apart.
 */
function shellChunk(id: string, { getModuleInfo, getModuleIds }: Rollup.ManualChunkMeta): string | undefined {
  if (id.includes("node_modules")) return undefined;
  shell ??= importedBy(
    [...getModuleIds()].filter((each) => /\/app\/root\.tsx/.test(each)),
    getModuleInfo,
  );
  return shell.has(id) ? "shell" : undefined;
}
let shell: Set<string> | undefined;

function importedBy(roots: readonly string[], infoOf: Rollup.GetModuleInfo): Set<string> {
  const found = new Set<string>();
  const visit = (id: string) => {
    for (const imported of infoOf(id)?.importedIds ?? []) {
      if (found.has(imported)) continue;
      found.add(imported);
      visit(imported);
    }
  };
  roots.forEach(visit);
  return found;
}

/** Lays the names of emoji where the picker asks for them, in a build and in development. */
function emojiData(): Plugin {
  const files = {
    "emoji/en/data.json": JSON.stringify(cutEmoji(namedEmoji)),
    "emoji/en/messages.json": JSON.stringify(emojiMessages),
  };
  let isClient = false;
  return {
    name: "emoji-data",
    configResolved: ({ build }) => void (isClient = !build.ssr),
    generateBundle() {
      if (!isClient) return;
      for (const [fileName, source] of Object.entries(files)) this.emitFile({ type: "asset", fileName, source });
    },
    configureServer({ middlewares }) {
      for (const [path, source] of Object.entries(files)) {
        middlewares.use(`/${path}`, (_request, answer) => {
          answer.setHeader("Content-Type", "application/json").end(source);
        });
      }
    },
  };
}

export default defineConfig(({ isSsrBuild }) => ({
  plugins: [
    zodWithoutEval(),
    schemasWhereUsed(),
    serviceWorker(),
    emojiData(),
    !isSsrBuild && withoutUnused(),
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
  build: {
    target: "es2022",
    sourcemap: false,
    assetsInlineLimit: 0,
    // The worker's build is one file, and as it was written.
    ...(!isSsrBuild && {
      // React and Remix come out a twentieth smaller than by esbuild: every page's first visit loads them.
      minify: "terser" as const,
      terserOptions: { module: true, ecma: 2020 as const, compress: { passes: 3 } },
      rollupOptions: { output: { manualChunks: shellChunk, onlyExplicitManualChunks: true } },
    }),
  },
}));
