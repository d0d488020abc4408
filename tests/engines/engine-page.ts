/** A page in any engine, as a person uses it: real presses and keys, on what can be read. */
import { waitPatienceMs } from "../patience";
import { isHydrated } from "../e2e/hydrated";
import { css, matching, placeOf, type Place, type Wanted } from "./finding";
import type { Hands, Key } from "./hands";

/** Milliseconds between two looks at a page. */
const lookEveryMs = 100;

export class EnginePage {
  constructor(readonly hands: Hands) {}

  /** Goes to a path and waits until the page reacts. */
  async visit(path: string): Promise<void> {
    await this.hands.open(this.hands.origin + path);
    await this.until("the page reacts", () => this.evaluate(isHydrated));
    await this.evaluate(noteViolations);
  }

  async path(): Promise<string> {
    return new URL(await this.hands.url()).pathname;
  }

  /** Returns what a function returns in the page: it may use nothing from outside but its arguments, which are JSON. */
  async evaluate<Arguments extends unknown[], Value>(
    act: (...values: Arguments) => Value,
    ...values: Arguments
  ): Promise<Awaited<Value>> {
    const list = values.map((value) => JSON.stringify(value)).join(", ");
    // The engines hand over JSON: what comes is what the function returned.
    return (await this.hands.evaluate(`(${act.toString()})(${list})`)) as Awaited<Value>;
  }

  async count(wanted: Wanted): Promise<number> {
    return Number(await this.hands.evaluate(`${found(wanted)}.length`));
  }

  /** Returns the text of the first wanted element; null when there is none. */
  async textOf(wanted: Wanted): Promise<string | null> {
    const words = await this.hands.evaluate(`${found(wanted)}[0]?.textContent ?? null`);
    return words === null ? null : String(words);
  }

  /** Returns what the first wanted field holds; null when there is none. */
  async valueOf(wanted: Wanted): Promise<string | null> {
    const value = await this.hands.evaluate(`${found(wanted)}[0]?.value ?? null`);
    return value === null ? null : String(value);
  }

  async waitFor(wanted: Wanted, least = 1): Promise<void> {
    await this.until(`${least} of ${describe(wanted)}`, async () => (await this.count(wanted)) >= least);
  }

  async waitForPath(pattern: RegExp): Promise<void> {
    await this.until(`the path ${pattern}`, async () => pattern.test(await this.path()));
  }

  /** Presses in the middle of the first wanted element, once it rests there with nothing over it. */
  async press(wanted: Wanted): Promise<void> {
    const seen: (Place | null)[] = [];
    await this.until(
      `a place to press on ${describe(wanted)}`,
      async () => {
        const place = (await this.hands.evaluate(`(${placeOf.toString()})(${found(wanted)})`)) as Place | null; // as it returns
        seen.push(place);
        return place !== null && !place.isDisabled && place.cover === null;
      },
      () => JSON.stringify(seen.at(-1)),
    );
    const place = seen.at(-1);
    if (place) await this.hands.clickAt(place.x, place.y);
  }

  async type(wanted: Wanted, words: string): Promise<void> {
    await this.press(wanted);
    await this.hands.type(words);
  }

  async key(key: Key): Promise<void> {
    await this.hands.press(key);
  }

  async chooseFiles(selector: string, paths: readonly string[]): Promise<void> {
    await this.hands.chooseFiles(selector, paths);
  }

  /** Waits until something holds. A page that goes away under a look is looked at again. */
  async until(what: string, holds: () => Promise<boolean>, state = () => ""): Promise<void> {
    const deadline = Date.now() + waitPatienceMs;
    let last = "";
    while (Date.now() < deadline) {
      try {
        if (await holds()) return;
      } catch (error) {
        last = String(error);
      }
      await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
    }
    const shown = await this.textOf(css("body")).catch(() => null);
    throw new Error(`Waited in vain for ${what}. ${state()} ${last}\n${await this.path()}\n${shown?.slice(0, 1500)}`);
  }

  /** Returns what the browser logged as errors, and what its policies refused. */
  async faults(): Promise<string[]> {
    const refused = await this.evaluate(() => Reflect.get(window, "refused") as string[] | undefined).catch(() => []);
    return [...this.hands.logged(), ...(refused ?? [])];
  }
}

/** Runs in the page: notes what the policies refuse from here on. */
function noteViolations(): void {
  const refused: string[] = [];
  Object.assign(window, { refused });
  const note = ({ violatedDirective, blockedURI }: SecurityPolicyViolationEvent) =>
    refused.push(`${violatedDirective} refused ${blockedURI}`);
  document.addEventListener("securitypolicyviolation", note);
  window.addEventListener("error", (event: ErrorEvent) => void refused.push(event.message));
  window.addEventListener(
    "unhandledrejection",
    (event: PromiseRejectionEvent) => void refused.push(String(event.reason)),
  );
}

/** Returns an expression of the wanted elements. */
const found = (wanted: Wanted): string => `(${matching.toString()})(${JSON.stringify(wanted)})`;

function describe({ css: selector, read }: Wanted): string {
  return read === null ? selector : `${selector} that reads ${"is" in read ? read.is : `/${read.matches}/`}`;
}
