/** The acts of a person that an engine allows, in the fewest calls: the rest is said once, over all engines. */
export interface Hands {
  /** The origin at which this browser has the app. */
  origin: string;
  open(url: string): Promise<void>;
  url(): Promise<string>;
  /** Returns the value of an expression in the page, which is JSON; a promise's when it settles. */
  evaluate(expression: string): Promise<unknown>;
  /** A real press of the mouse, in CSS pixels of the window. */
  clickAt(x: number, y: number): Promise<void>;
  /** Real keys, one after the other. */
  type(text: string): Promise<void>;
  press(key: Key): Promise<void>;
  /** Chooses files in the one file input that a selector names. */
  chooseFiles(selector: string, paths: readonly string[]): Promise<void>;
  setCookie(name: string, value: string): Promise<void>;
  setNetwork(network: "up" | "down"): Promise<void>;
  /** Errors that the browser has logged, where it says so. */
  logged(): readonly string[];
  close(): Promise<void>;
}

export type Key = "Enter" | "Tab" | "Escape";

/** A window's inner size, as far as the engine's browser can be made as small. */
export interface WindowSize {
  width: number;
  height: number;
}

export interface Engine {
  name: "Firefox" | "WebKit" | "Chromium";
  /** Opens a window with a profile of its own. */
  newHands(appUrl: string, size: WindowSize): Promise<Hands>;
  close(): Promise<void>;
}
