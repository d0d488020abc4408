/**
 * Frees an array's memory now; it is empty afterwards. A browser collects what nobody refers to any more only when it has grown by some
 * 64 MB, and each worker counts for itself.
 */
export function freeArray({ buffer }: { buffer: ArrayBufferLike }): void {
  // Not in the types yet, and not in Safari before 17.4: there the browser frees it in its own time.
  if ("transfer" in buffer && typeof buffer.transfer === "function") buffer.transfer(0);
}
