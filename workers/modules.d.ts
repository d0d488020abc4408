/** The module that wrangler makes of an imported .wasm file. */
declare module "*.wasm" {
  const module: WebAssembly.Module;
  export default module;
}

/** A TensorFlow.js graph model: written by scripts/models, so it is not there before the first build. */
declare module "*/short-range/model.json" {
  const model: {
    modelTopology: object;
    weightsManifest: { weights: { name: string; shape: number[]; dtype: "float32" }[] }[];
  };
  export default model;
}

/** The bytes that wrangler makes of imported weights. */
declare module "*.bin" {
  const bytes: ArrayBuffer;
  export default bytes;
}
