import { turnstileOrigin } from "~/contract/turnstile";

/** Always fetched from there, as Cloudflare asks: it changes with what it has to tell apart. */
const scriptUrl = `${turnstileOrigin}/turnstile/v0/api.js?render=explicit`;

/** The part of Turnstile's client API that is used. */
export interface TurnstileApi {
  /** Puts the widget into an element, and its token into a hidden field there. Returns the widget's id. */
  render(container: HTMLElement, options: Record<string, unknown>): string;
  remove(widget: string): void;
}

declare global {
  interface Window {
    turnstile?: TurnstileApi;
  }
}

let loading: Promise<TurnstileApi> | null = null;

/** Loads Turnstile once for the document. Rejects where a network, a browser or an extension keeps it out; may be asked again. */
export function loadTurnstile(): Promise<TurnstileApi> {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    const fail = () => {
      loading = null;
      script.remove();
      reject(new Error("Turnstile's script did not load."));
    };
    script.src = scriptUrl;
    script.async = true;
    script.onload = () => (window.turnstile ? resolve(window.turnstile) : fail());
    script.onerror = fail;
    document.head.appendChild(script);
  });
  return loading;
}

/**
 * Returns whether the document was loaded from a path: its security policy is that of the page it began with, wherever
 * the router has led since.
 */
export function wasLoadedFrom(path: string): boolean {
  const [navigation] = performance.getEntriesByType("navigation");
  return navigation !== undefined && new URL(navigation.name).pathname === path;
}
