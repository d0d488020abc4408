import { build } from "esbuild";

/** What miniflare runs beside the app: the other scripts, bundled as wrangler would. */
export async function bundledWorkers() {
  const [chatRoom, localAi] = await Promise.all([
    bundle("workers/chat-room/index.ts"),
    bundle("workers/local-ai/index.ts"),
  ]);
  const shared = { compatibilityDate: "2026-04-24", compatibilityFlags: ["nodejs_compat"] };
  return [
    {
      ...shared,
      name: "heartfelt-api",
      modules: chatRoom,
      durableObjects: { CHAT_ROOM: { className: "ChatRoom", useSQLite: true } },
      d1Databases: { DB: "00000000-0000-4000-8000-000000000001" },
    },
    { ...shared, name: "heartfelt-local-ai", modules: localAi },
  ];
}

interface Module {
  type: "ESModule" | "CompiledWasm" | "Data";
  path: string;
  contents: string | Uint8Array;
}

/** The script and what it imports as bytes: WebAssembly and weights stay files of their own. */
async function bundle(entry: string): Promise<Module[]> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    outdir: "/bundled",
    format: "esm",
    target: "es2022",
    conditions: ["workerd", "worker", "browser"],
    external: ["cloudflare:*", "node:*"],
    loader: { ".wasm": "copy", ".bin": "copy" },
    define: { "process.env.NODE_ENV": '"production"' },
    logLevel: "warning",
  });
  const modules = outputFiles.map(({ path, contents, text }): Module => {
    const name = path.replace("/bundled/", "");
    if (name.endsWith(".wasm")) return { type: "CompiledWasm", path: name, contents };
    if (name.endsWith(".bin")) return { type: "Data", path: name, contents };
    return { type: "ESModule", path: name, contents: text };
  });
  // The script itself comes first.
  return modules.sort((a, b) => Number(b.type === "ESModule") - Number(a.type === "ESModule"));
}
