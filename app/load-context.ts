import type { AppLoadContext } from "@remix-run/cloudflare";
import type { Services } from "~/domain/ports";

declare module "@remix-run/cloudflare" {
  interface AppLoadContext {
    services: Services;
    /** For the scripts of this one document. */
    nonce: string;
    requestId: string;
    /** Work that goes on after the answer. */
    waitUntil: (work: Promise<unknown>) => void;
  }
}

export type LoadContext = AppLoadContext;
