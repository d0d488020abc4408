/**
 * The service worker, bundled to one script at `/service-worker.js` by vite.config.ts. Each module adds its own listeners here,
 * at once: a browser wakes the worker with an event, and hears no listener that is added later.
 */
import { listenForFetches } from "./fetches";
import { listenForSync } from "./outbox";
import { listenForPages } from "./pages";
import { listenForPush } from "./push";
import { listenForUpdates } from "./updates";

declare const self: ServiceWorkerGlobalScope;

listenForFetches(self);
listenForPages(self);
listenForPush(self);
listenForSync(self);
listenForUpdates(self);
