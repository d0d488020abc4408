import { version } from "@tensorflow/tfjs-backend-wasm/package.json";
import { addressesOf, fetchManifest } from "./model-store";
import { kernelsAddress } from "./wasm-kernels";

/**
 * Returns the addresses of what the finder fetches besides its manifest, which is cached by this.
 * @throws {Error} when the manifest can neither be fetched nor is cached
 */
export async function finderFiles(): Promise<string[]> {
  const { models } = await fetchManifest();
  return [kernelsAddress(version, "simd"), ...models.flatMap(addressesOf)];
}
