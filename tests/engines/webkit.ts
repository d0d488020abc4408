/**
 * WebKitGTK's own small browser, by classic WebDriver. It stands for the engine, not for Safari: it has no WebAuthn, no push
 * and no touch, its windows are at least 447 px wide, and its profile is that of a private window.
 */
import type { ChildProcess } from "node:child_process";
import { Builder, By, Key as Keys, until, type WebDriver } from "selenium-webdriver";
import { signalGroup, spawnGroup } from "../../scripts/children.mjs";
import { ensureEngines } from "../../scripts/engines/install.mjs";
import { freePort } from "../../scripts/serve.mjs";
import { waitPatienceMs } from "../patience";
import type { Engine, Hands, Key, WindowSize } from "./hands";
import { openLine } from "./line";
import { openScreen } from "./screen";

const keys: Record<Key, string> = { Enter: Keys.ENTER, Tab: Keys.TAB, Escape: Keys.ESCAPE };

export async function launchWebKit(): Promise<Engine> {
  const screen = await openScreen();
  return {
    name: "WebKit",
    newHands: (appUrl, size) => openWindow(screen.display, appUrl, size),
    close: async () => screen.close(),
  };
}

/** A driver leads one window: each person has a driver of their own. */
async function openWindow(display: string, appUrl: string, size: WindowSize): Promise<Hands> {
  const { webkitDriver, miniBrowser } = ensureEngines();
  const port = await freePort();
  const env = { ...process.env, DISPLAY: display, WEBKIT_DISABLE_COMPOSITING_MODE: "1" };
  const service = spawnGroup(webkitDriver, [`--port=${port}`], { env, stdio: "ignore" });
  await untilReady(port);
  const driver = await new Builder()
    .usingServer(`http://127.0.0.1:${port}`)
    .withCapabilities({
      browserName: "MiniBrowser",
      "webkitgtk:browserOptions": { binary: miniBrowser, args: ["--automation"] },
    })
    .build();
  await driver.manage().setTimeouts({ script: waitPatienceMs, pageLoad: waitPatienceMs });
  await setInnerSize(driver, size);
  // It has no way to be cut off: the app is reached over a line that can be.
  const line = await openLine(appUrl);
  return {
    ...handsOf(driver),
    origin: line.origin,
    setCookie: async (name, value) => {
      await driver.get(`${line.origin}/api/health`);
      await driver.manage().addCookie({ name, value, path: "/" });
    },
    setNetwork: async (network) => {
      if (network === "down") line.cut();
      else line.mend();
      await driver.executeScript(`dispatchEvent(new Event("${network === "down" ? "offline" : "online"}"))`);
    },
    close: async () => {
      await driver.quit().catch(() => undefined);
      end(service);
      await line.close();
    },
  };
}

async function untilReady(port: number): Promise<void> {
  const deadline = Date.now() + waitPatienceMs;
  while (Date.now() < deadline) {
    const answer = await fetch(`http://127.0.0.1:${port}/status`).catch(() => null);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("WebKitWebDriver did not answer.");
}

/** The window's frame is added to what is asked for. */
async function setInnerSize(driver: WebDriver, { width, height }: WindowSize): Promise<void> {
  await driver.manage().window().setRect({ width, height });
  const inner = await driver.executeScript<number[]>("return [innerWidth, innerHeight]");
  const [frameWidth, frameHeight] = [width - (inner[0] ?? width), height - (inner[1] ?? height)];
  await driver
    .manage()
    .window()
    .setRect({ width: width + Math.max(0, frameWidth), height: height + Math.max(0, frameHeight) });
}

type Settled = { value: unknown } | { error: string };

function handsOf(driver: WebDriver): Omit<Hands, "origin" | "setCookie" | "setNetwork" | "close"> {
  return {
    open: (url) => driver.get(url),
    url: () => driver.getCurrentUrl(),
    evaluate: async (expression) => {
      const settled = await driver.executeAsyncScript<Settled>(`
        const done = arguments[arguments.length - 1];
        Promise.resolve().then(() => (${expression})).then(
          (value) => done({ value: value === undefined ? null : value }),
          (error) => done({ error: String(error) }),
        );`);
      if ("error" in settled) throw new Error(settled.error);
      return settled.value;
    },
    clickAt: (x, y) =>
      driver
        .actions()
        .move({ x: Math.round(x), y: Math.round(y), duration: 0 })
        .click()
        .perform(),
    type: (text) => driver.actions().sendKeys(text).perform(),
    press: (key) => driver.actions().sendKeys(keys[key]).perform(),
    chooseFiles: async (selector, paths) => {
      const input = await driver.wait(until.elementLocated(By.css(selector)), waitPatienceMs);
      await input.sendKeys(paths.join("\n"));
    },
    logged: () => [],
  };
}

function end(child: ChildProcess): void {
  signalGroup(child.pid, "SIGKILL");
}
