/** What wrangler makes of an imported .wasm file. */
declare module "*.wasm" {
  const module: WebAssembly.Module;
  export default module;
}

/** What wrangler makes of imported weights. */
declare module "*.bin" {
  const bytes: ArrayBuffer;
  export default bytes;
}
