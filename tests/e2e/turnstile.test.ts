/** Signing up in a browser where Turnstile is on. Its script is a stand-in that passes everybody; the policy is the real one. */
import type { BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fromAPlaceOfTheirOwn } from "../api/client";
import { serveGuarded, type GuardedApp } from "../turnstile/guarded-app";
import { expectAccessible } from "./accessible";
import { untilHydrated, visit } from "./visiting";
import { openWorld, phone } from "./world";

const world = openWorld();
let app: GuardedApp;
beforeAll(async () => {
  app = await serveGuarded();
});
afterAll(() => app.stop());

const script = "https://challenges.cloudflare.com/turnstile/v0/api.js?render=explicit";

/** A stand-in for Turnstile's script, as far as a form sees it: a hidden field in the container, with a token. */
function standIn() {
  let made = 0;
  Object.assign(window, {
    turnstile: {
      render(container: HTMLElement, options: Record<string, string>) {
        made += 1;
        const field = document.createElement("input");
        field.type = "hidden";
        field.name = options["response-field-name"] ?? "";
        field.value = (globalThis as unknown as { tokens: string[] }).tokens.shift() ?? "none left";
        field.dataset.widget = String(made);
        container.appendChild(field);
        return String(made);
      },
      remove: (widget: string) => document.querySelector(`[data-widget="${widget}"]`)?.remove(),
    },
  });
}

async function newPage(tokens: string[], options: Parameters<typeof world.newPage>[0] = {}): Promise<Page> {
  const page = await world.newPage({ baseURL: app.url, extraHTTPHeaders: fromAPlaceOfTheirOwn(), ...options });
  await serveScript(page.context(), tokens);
  return page;
}

function serveScript(context: BrowserContext, tokens: string[]): Promise<unknown> {
  const body = `globalThis.tokens = ${JSON.stringify(tokens)}; (${String(standIn)})();`;
  return context.route(script, (route) => route.fulfill({ contentType: "text/javascript", body }));
}

const tokenIn = (page: Page) => page.locator('[name="cf-turnstile-response"]');

test("who comes from another page signs up, and after a failure with a new token and all that was typed", async () => {
  const page = await newPage(["used up", app.siteverify.newToken()], { viewport: phone });
  await visit(page, "/sign-in?next=/me");
  await page.getByRole("main").getByRole("link", { name: "Create an account" }).click();
  await page.waitForURL(/\/sign-up\?next=/);
  await tokenIn(page).waitFor({ state: "attached" });
  await untilHydrated(page);
  await page.getByLabel("Display name").fill("Quiet Heron");
  await page.getByLabel("E-mail address").fill("heron@example.org");
  await page.getByLabel("Password", { exact: true }).fill("correct horse battery");
  await page.getByRole("button", { name: "Create account" }).click();
  await page.getByRole("alert").filter({ hasText: "We couldn't confirm that you're human." }).waitFor();
  expect(await page.getByLabel("Display name").inputValue()).toBe("Quiet Heron");
  expect(await page.getByLabel("Password", { exact: true }).inputValue()).toBe("correct horse battery");
  await expect.poll(() => tokenIn(page).inputValue()).not.toBe("used up");
  expect(await tokenIn(page).count()).toBe(1);
  await expectAccessible(page);
  await page.getByRole("button", { name: "Create account" }).click();
  await page.waitForURL(/\/me$/);
});

test("a browser that keeps the widget out says so, and how to let it in", async () => {
  const page = await world.newPage({ baseURL: app.url });
  await page.route(script, (route) => route.abort());
  await visit(page, "/sign-up");
  await page.getByRole("alert").filter({ hasText: "Allow challenges.cloudflare.com" }).waitFor();
});

test("without scripts the page says that they are needed", async () => {
  const page = await world.newPage({ baseURL: app.url, javaScriptEnabled: false });
  await page.goto("/sign-up");
  await page.getByText("Turn on JavaScript to create an account").waitFor();
});
