/** Returns the address of TensorFlow.js's WebAssembly, of the version of its package. */
export function kernelsAddress(version: string, kind: "simd" | "plain"): string {
  return `/wasm/tfjs-backend-wasm${kind === "simd" ? "-simd" : ""}.wasm?v=${version}`;
}
