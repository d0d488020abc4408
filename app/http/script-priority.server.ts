/** Lets a page's words and photos arrive before its scripts: everybody can read it without them. */
export function withScriptsLast(page: Response): Response {
  if (!page.headers.get("Content-Type")?.startsWith("text/html")) return page;
  const yieldToOthers = (link: Element) => void link.setAttribute("fetchpriority", "low");
  return new HTMLRewriter().on('link[rel="modulepreload"]', { element: yieldToOthers }).transform(page);
}
