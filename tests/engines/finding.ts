/** Elements by what people read, found by a script in the page: every engine finds the same ones. */

/** Elements of a selector, of these by their name or their text. */
export interface Wanted {
  css: string;
  by: "name" | "text";
  /** A regular expression's source, or the whole of what is read. */
  read: { is: string } | { matches: string } | null;
}

type Read = string | RegExp;

const wanted = (css: string, by: Wanted["by"], read: Read | null): Wanted => ({
  css,
  by,
  read: read === null ? null : typeof read === "string" ? { is: read } : { matches: read.source },
});

export const button = (name: Read) => wanted("button, [role=button], summary", "name", name);
export const heading = (name: Read) => wanted("h1, h2, h3", "name", name);
export const field = (name: Read) => wanted("input, textarea, select", "name", name);
export const radio = (name: Read) => wanted("input[type=radio]", "name", name);
export const text = (read: RegExp) => wanted("body, body *", "text", read);
export const css = (selector: string) => wanted(selector, "name", null);

/** Where an element is, and what a press there would meet. */
export interface Place {
  x: number;
  y: number;
  isDisabled: boolean;
  /** The element that lies over it, if any does. */
  cover: string | null;
}

/** Runs in the page, as its source: it may use nothing from outside. Returns the visible elements, in the page's order. */
export function matching({ css, by, read }: Wanted): Element[] {
  const words = (value: string | null | undefined) => (value ?? "").replace(/\s+/g, " ").trim();
  const fits = (value: string) =>
    read === null || ("is" in read ? value === read.is : new RegExp(read.matches).test(value));
  const isVisible = (element: Element) => {
    const { width, height } = element.getBoundingClientRect();
    return width > 0 && height > 0 && getComputedStyle(element).visibility !== "hidden";
  };
  const nameOf = (element: Element): string => {
    const ids = element.getAttribute("aria-labelledby")?.split(" ") ?? [];
    const labels = "labels" in element ? [...((element as HTMLInputElement).labels ?? [])] : []; // a field has them
    return (
      words(element.getAttribute("aria-label")) ||
      words(ids.map((id) => document.getElementById(id)?.textContent).join(" ")) ||
      words(labels.map((label) => label.textContent).join(" ")) ||
      words(element.textContent)
    );
  };
  const all = [...document.querySelectorAll(css)].filter(isVisible);
  if (by === "name") return all.filter((element) => fits(nameOf(element)));
  const having = all.filter((element) => fits(words(element.textContent)));
  return having.filter((element) => ![...element.children].some((child) => having.includes(child)));
}

/** Runs in the page. Brings an element into view and returns its place once it rests there; null when there is none. */
export async function placeOf(elements: Element[]): Promise<Place | null> {
  const [found] = elements;
  if (!found) return null;
  const isSmall = found.getBoundingClientRect().width < 5 || getComputedStyle(found).opacity === "0";
  // A radio button that is drawn by its label is pressed there.
  const element = (isSmall && (found.closest("label") ?? (found as HTMLInputElement).labels?.[0])) || found; // a field has labels
  element.scrollIntoView({ block: "nearest", behavior: "instant" });
  const frame = () => new Promise((resolve) => setTimeout(resolve, 40));
  const boxOf = () => {
    const { x, y, width, height } = element.getBoundingClientRect();
    return [x + width / 2, y + height / 2] as const;
  };
  await frame();
  let box = boxOf();
  for (let looks = 0; looks < 20; looks++) {
    await frame();
    const next = boxOf();
    if (Math.hypot(next[0] - box[0], next[1] - box[1]) < 0.5) break;
    box = next;
  }
  const [x, y] = boxOf();
  const hit = document.elementFromPoint(x, y);
  const isMet = hit !== null && (element.contains(hit) || hit.contains(element) || hit.closest("label") === element);
  const isDisabled = "disabled" in found && found.disabled === true;
  return { x, y, isDisabled, cover: isMet ? null : (hit?.outerHTML.slice(0, 200) ?? "nothing there") };
}
