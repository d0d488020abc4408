import { actOf, isShownByPage, mustShow, pageFor, pathIn, type PushAct } from "../push";

/** Shows what a push message says, unless a page is on screen that does; a press opens the page that it is about. */
export function listenForPush(scope: ServiceWorkerGlobalScope): void {
  scope.addEventListener("push", (event) => event.waitUntil(perform(scope, actOf(event.data?.text() ?? null))));
  scope.addEventListener("notificationclick", (event) => {
    const { notification } = event;
    notification.close();
    event.waitUntil(open(scope, pathIn(notification.data)));
  });
}

async function perform(scope: ServiceWorkerGlobalScope, act: PushAct): Promise<void> {
  const { registration, navigator } = scope;
  if (act.kind === "close") {
    for (const notification of await registration.getNotifications({ tag: act.tag })) notification.close();
    return;
  }
  if (!mustShow(navigator.userAgent) && isShownByPage(await windowsOf(scope))) return;
  const { tag, title, path } = act;
  // A replaced one is announced again: there is something newer.
  const options = { tag, data: { path }, icon: "/icon-180.png", renotify: true };
  await registration.showNotification(title, options);
}

async function open(scope: ServiceWorkerGlobalScope, path: string): Promise<void> {
  const page = pageFor(await windowsOf(scope), path);
  if (page === null) return void (await scope.clients.openWindow(path));
  await page.focus().catch(() => undefined); // the browser may keep the front for itself
  if (new URL(page.url).pathname === path) return;
  // One that this worker does not control cannot be led anywhere.
  await page.navigate(path).catch(() => scope.clients.openWindow(path));
}

function windowsOf(scope: ServiceWorkerGlobalScope): Promise<readonly WindowClient[]> {
  return scope.clients.matchAll({ type: "window", includeUncontrolled: true });
}
