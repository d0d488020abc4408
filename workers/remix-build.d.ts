/** The output of `remix vite:build`. The file is there only after a build; its shape is Remix's own. */
declare module "*/build/server/index.js" {
  const build: import("@remix-run/cloudflare").ServerBuild;
  export = build;
}
