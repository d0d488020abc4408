declare namespace Cloudflare {
  interface Env {
    MIGRATIONS: import("@cloudflare/vitest-pool-workers").D1Migration[];
    /** The history to run again; empty for a new one. */
    SEED: string;
  }
}
