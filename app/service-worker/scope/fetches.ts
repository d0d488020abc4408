import { build } from "../build";
import { offlinePage } from "../offline-page";
import { reloadAnswer } from "../reload-answer";
import { kindOf, pageOfData, pathOf } from "../requests";
import { assetOf } from "./assets";
import { findKeptPage, keepAnswer, listKept } from "./kept";
import { photoOf } from "./photos";
import { routesOf } from "./routes";

/**
 * Answers what pages ask for. Everything but the build's own files, which never change at their address, comes from the
 * network; what is kept is for when there is none.
 */
export function listenForFetches(scope: ServiceWorkerGlobalScope): void {
  scope.addEventListener("fetch", (event) => {
    const { request } = event;
    const kind = kindOf(request, scope.location.origin);
    switch (kind) {
      case "asset":
        return event.respondWith(assetOf(request));
      case "document":
        return event.respondWith(documentOf(event));
      case "data":
        return event.respondWith(dataOf(event, scope));
      case "routes":
        return event.respondWith(routesOf(request));
      case "photo":
        return event.respondWith(photoOf(event));
      case "network":
        return;
      default:
        return kind satisfies never;
    }
  });
}

async function documentOf(event: FetchEvent): Promise<Response> {
  try {
    const answer = await fetch(event.request);
    const kept = keepAnswer(pathOf(event.request.url), answer.clone());
    event.waitUntil(kept.catch(() => undefined)); // a full disk keeps nothing
    return answer;
  } catch {
    return (await findKeptPage(event.request.url)) ?? offlinePage(build.styles, await listKept());
  }
}

/**
 * Data for another page, without a network, becomes that page's document: it may be kept, or else says what is. Data for the
 * page that is shown fails: what is on it stays.
 */
async function dataOf({ request, clientId }: FetchEvent, scope: ServiceWorkerGlobalScope): Promise<Response> {
  try {
    return await fetch(request);
  } catch (error) {
    const page = await scope.clients.get(clientId);
    const path = pageOfData(request.url);
    if (!page || request.signal.aborted || pathOf(page.url) === path) throw error;
    return reloadAnswer(path);
  }
}
