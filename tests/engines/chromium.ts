/** Chromium with the same hands as the others: what they are compared with. */
import type { Page } from "playwright-core";
import { launchBrowser, newPage } from "../../scripts/browser/launch.mjs";
import type { Engine, Hands } from "./hands";

export async function launchChromium(): Promise<Engine> {
  const browser = await launchBrowser();
  return {
    name: "Chromium",
    async newHands(appUrl, size) {
      const page = await newPage(browser, { viewport: size });
      return { ...handsOf(page, appUrl), origin: appUrl, close: () => page.context().close() };
    },
    close: () => browser.close(),
  };
}

function handsOf(page: Page, appUrl: string): Omit<Hands, "origin" | "close"> {
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  return {
    open: async (url) => void (await page.goto(url)),
    url: async () => page.url(),
    evaluate: (expression) => page.evaluate(expression),
    clickAt: (x, y) => page.mouse.click(x, y),
    type: (text) => page.keyboard.type(text),
    press: (key) => page.keyboard.press(key),
    chooseFiles: async (selector, paths) => page.setInputFiles(selector, [...paths]),
    setCookie: async (name, value) => page.context().addCookies([{ name, value, url: appUrl }]),
    setNetwork: (network) => page.context().setOffline(network === "down"),
    logged: () => errors,
  };
}
