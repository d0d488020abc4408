import { version } from "@tensorflow/tfjs-backend-wasm/package.json";
import { fetchCached } from "./asset-cache";
import { addressesOf, fetchManifest } from "./model-store";
import { kernelsAddress } from "./wasm-kernels";

/**
 * Caches what the finder fetches, so that it works without a network from now on; what is cached already is not fetched again.
 * @throws {Error} when something can neither be fetched nor is cached
 */
export async function keepFinderFiles(): Promise<void> {
  const { models } = await fetchManifest();
  // One after the other: a photo that is added meanwhile comes first.
  for (const address of [kernelsAddress(version, "simd"), ...models.flatMap(addressesOf)]) {
    const file = await fetchCached(address);
    await file.body?.cancel(); // it is kept, not read
  }
}
