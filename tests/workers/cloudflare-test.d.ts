declare namespace Cloudflare {
  interface Env {
    COPY_MONITOR: DurableObjectNamespace<
      import("../../workers/chat-room/projection/projection-monitor").ProjectionMonitor
    >;
    MIGRATIONS: import("@cloudflare/vitest-pool-workers").D1Migration[];
    MESSAGES_MIGRATIONS: import("@cloudflare/vitest-pool-workers").D1Migration[];
    STORIES_MIGRATIONS: import("@cloudflare/vitest-pool-workers").D1Migration[];
    SPARE_DB_0: D1Database;
    SPARE_DB_1: D1Database;
    SPARE_DB_2: D1Database;
    /** The history to run again; empty for a new one. */
    SEED: string;
  }
}
