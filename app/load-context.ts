import type { AppLoadContext } from "@remix-run/cloudflare";
import type { Services } from "~/domain/ports.server";
import type { RoomNamespace } from "~/adapters/rooms.server";

declare module "@remix-run/cloudflare" {
  interface AppLoadContext {
    services: Services;
    /** For the scripts of this one document. */
    nonce: string;
    requestId: string;
    /** The rooms, for the routes that pass a socket through. */
    rooms: RoomNamespace;
    /** The static files, for what the app tells of itself. */
    assets: Fetcher;
    /** Work that goes on after the answer. */
    waitUntil: (work: Promise<unknown>) => void;
  }
}

export type LoadContext = AppLoadContext;
