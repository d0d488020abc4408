/** The world of a journey: a browser, people, and pages as phones and desks show them. */
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterEach, beforeAll, inject } from "vitest";
import { launchBrowser, newPage as openPage } from "../../scripts/browser/launch.mjs";
import { newPerson, type Person } from "../api/client";
import { rememberSearches } from "./remembered-searches";

/** Photos with real faces, from a dev dependency. */
export const samples = join(
  dirname(createRequire(import.meta.url).resolve("@vladmandic/face-api/package.json")),
  "demo",
);

export const phone = { width: 390, height: 844 };
export const desk = { width: 1280, height: 900 };

export type { Person };

/**
 * The browser of all files: to start one takes seconds of a core, and each page is in a context of its own. It ends with the
 * process that runs the tests.
 */
let browser: Browser | null = null;

/**
 * A world for the tests of one file: pages are closed after each test, and no page may have logged an error.
 * @param options `finder`: whether the face finder runs for each photo, or once for all journeys
 */
export function openWorld({ finder = "remembered" }: { finder?: "remembered" | "real" } = {}) {
  const contexts: BrowserContext[] = [];
  const errors: string[] = [];
  const url = inject("appUrl");

  beforeAll(async () => {
    // Where a test before broke it, the next file has another.
    if (!browser?.isConnected()) browser = await launchBrowser({ sharesRenderers: true });
  });
  afterEach(async () => {
    await Promise.all(contexts.splice(0).map(closeContext));
    const logged = errors.splice(0).join("\n");
    if (logged !== "") throw new Error(`a page logged an error:\n${logged}`);
  });

  async function newPage(options: Parameters<Browser["newContext"]>[0] = {}): Promise<Page> {
    // Each page is a device of its own, on which a service worker would be installed anew: where it counts, a test allows it.
    const quiet = { viewport: desk, baseURL: url, serviceWorkers: "block" } as const;
    const page = await openPage(browser!, { ...quiet, ...options });
    contexts.push(page.context());
    await page.context().addInitScript(logRefusals);
    if (finder === "remembered") await rememberSearches(page.context());
    page.on("pageerror", (error) => errors.push(error.message));
    page.on("console", (message) => {
      // A 4xx that a test asks for is logged by the browser too: what counts is what scripts say. A line that is being opened
      // while its session is signed out is refused with 401, which the browser has other words for. And only a test cuts the
      // network: a line that was being opened then is the browser's to report.
      const isExpected =
        /^Failed to load resource|Unexpected response code: 403|HTTP Authentication failed|ERR_INTERNET_DISCONNECTED/;
      if (message.type() === "error" && !isExpected.test(message.text())) errors.push(message.text());
    });
    return page;
  }

  /** A page of a person who has signed in. */
  async function pageOf(person: Person, options: Parameters<Browser["newContext"]>[0] = {}): Promise<Page> {
    const page = await newPage(options);
    await page.context().addCookies([{ name: "heartfelt", value: person.refresh_token, url }]);
    return page;
  }

  /** Forgets what the browser logged because a test made it refuse something. */
  function forgetErrors(expected: RegExp): void {
    errors.splice(0, errors.length, ...errors.filter((error) => !expected.test(error)));
  }

  return { url, newPage, newPerson, pageOf, forgetErrors };
}

/** A request that is still in the hands of a test's handler would reject, with nobody left to hear. */
async function closeContext(context: BrowserContext): Promise<void> {
  await Promise.all([context, ...context.pages()].map((each) => each.unrouteAll({ behavior: "ignoreErrors" })));
  await context.close();
}

/** Runs in a page: what a policy refuses is an error of that page, also where a script catches what was thrown. */
function logRefusals(): void {
  document.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI }) => {
    console.error(`Content Security Policy: ${effectiveDirective} refused ${blockedURI}`);
  });
}
