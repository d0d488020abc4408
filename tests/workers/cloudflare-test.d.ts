declare namespace Cloudflare {
  interface Env {
    COPY_MONITOR: DurableObjectNamespace<
      import("../../workers/chat-room/projection/projection-monitor").ProjectionMonitor
    >;
    MIGRATIONS: import("@cloudflare/vitest-pool-workers").D1Migration[];
    /** The history to run again; empty for a new one. */
    SEED: string;
    HISTORIES: string;
  }
}
