/** Files of the build that this worker belongs to, by their paths. vite.config.ts writes it into the script. */
interface Build {
  /** Differs between two builds that differ in anything. */
  version: string;
  /** All that the pages which are kept need to be read. */
  shell: readonly string[];
  /** The further files that composing and reviewing need. */
  composer: readonly string[];
  styles: string;
}

declare const __BUILD__: Build;

export const build = __BUILD__;
