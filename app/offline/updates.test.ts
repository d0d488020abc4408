import { expect, test, vi } from "vitest";
import { reloadWithUpdate, watchForUpdate } from "./updates";

/** A version of the worker, or a registration, as far as the page looks at them. */
class Told extends EventTarget {
  tell(type: string) {
    this.dispatchEvent(new Event(type));
  }
}

class Registration extends Told {
  waiting: ServiceWorker | null = null;
  installing: ServiceWorker | null = null;

  install(): Told {
    const version = new Told();
    this.installing = version as unknown as ServiceWorker;
    this.tell("updatefound");
    return version;
  }

  finish(version: Told) {
    this.waiting = version as unknown as ServiceWorker;
    this.installing = null;
    version.tell("statechange");
  }
}

const watched = (registration: Registration, hasVersion = true) => {
  const onReady = vi.fn();
  watchForUpdate(registration, () => hasVersion, onReady);
  return onReady;
};

test("a version that waits is reported, whether it waited already or is found later", () => {
  const waits = new Registration();
  waits.waiting = new Told() as unknown as ServiceWorker;
  expect(watched(waits)).toHaveBeenCalledTimes(1);

  const later = new Registration();
  const onReady = watched(later);
  const version = later.install();
  version.tell("statechange");
  expect(onReady).not.toHaveBeenCalled();
  later.finish(version);
  expect(onReady).toHaveBeenCalledTimes(1);
});

test("a version that is being installed when the page looks is followed", () => {
  const registration = new Registration();
  const version = registration.install();
  const onReady = watched(registration);
  registration.finish(version);
  expect(onReady).toHaveBeenCalledTimes(1);
});

test("the first version of all is no update", () => {
  const registration = new Registration();
  const onReady = watched(registration, false);
  registration.finish(registration.install());
  expect(onReady).not.toHaveBeenCalled();
});

test("a press lets the waiting version take over, and the page is loaded once it has", () => {
  const [container, reload, postMessage] = [new Told(), vi.fn(), vi.fn()];
  vi.stubGlobal("navigator", { serviceWorker: container });
  vi.stubGlobal("location", { reload });
  reloadWithUpdate({ waiting: { postMessage } as unknown as ServiceWorker });
  expect([postMessage.mock.calls, reload.mock.calls]).toEqual([[[{ type: "skip_waiting" }]], []]);
  container.tell("controllerchange");
  container.tell("controllerchange");
  expect(reload).toHaveBeenCalledTimes(1);
  // Another tab was faster: nothing waits any more.
  reloadWithUpdate({ waiting: null });
  expect(reload).toHaveBeenCalledTimes(2);
  vi.unstubAllGlobals();
});
