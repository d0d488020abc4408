/** Firefox, by WebDriver BiDi: it needs no driver beside it. */
import puppeteer, { type ElementHandle, type Page } from "puppeteer-core";
import { ensureEngines } from "../../scripts/engines/install.mjs";
import { waitPatienceMs } from "../patience";
import type { Engine, Hands } from "./hands";
import type { Screen } from "./screen";

export interface FirefoxOptions {
  /** Settings of Firefox, by their names. */
  preferences?: Record<string, string | boolean | number>;
  /** The screen that it shows itself on; without one it shows nothing. */
  screen?: Screen;
}

export async function launchFirefox({ preferences = {}, screen }: FirefoxOptions = {}): Promise<Engine> {
  const browser = await puppeteer.launch({
    browser: "firefox",
    extraPrefsFirefox: preferences,
    executablePath: ensureEngines().firefox,
    headless: screen === undefined,
    ...(screen && { env: { ...process.env, DISPLAY: screen.display } }),
    timeout: waitPatienceMs,
    protocolTimeout: waitPatienceMs,
  });
  return {
    name: "Firefox",
    async newHands(appUrl, size) {
      const context = await browser.createBrowserContext();
      const page = await context.newPage();
      await page.setViewport(size);
      const setCookie = (name: string, value: string) =>
        context.setCookie({ name, value, domain: "localhost", path: "/" });
      return { ...handsOf(page), origin: appUrl, setCookie, close: () => context.close() };
    },
    close: () => browser.close(),
  };
}

function handsOf(page: Page): Omit<Hands, "origin" | "setCookie" | "close"> {
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(message.text());
  });
  return {
    open: async (url) => void (await page.goto(url, { timeout: waitPatienceMs })),
    url: async () => page.url(),
    evaluate: (expression) => page.evaluate(expression),
    clickAt: (x, y) => page.mouse.click(x, y),
    type: (text) => page.keyboard.type(text),
    press: (key) => page.keyboard.press(key),
    chooseFiles: async (selector, paths) => {
      const input = await page.waitForSelector(selector, { timeout: waitPatienceMs });
      // The selector names an input.
      await (input as ElementHandle<HTMLInputElement>).uploadFile(...paths);
    },
    setNetwork: (network) => page.setOfflineMode(network === "down"),
    logged: () => errors,
  };
}
