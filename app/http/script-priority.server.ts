/**
 * Lets a page's words and photos arrive before its scripts: everybody can read it without them. A page that leads with a photo
 * asks for scripts once the photo is there: else a slow line shares itself among them, and what begins to run puts its paint off.
 * @param nonce of the page's policy
 */
export function withScriptsLast(page: Response, nonce: string): Response {
  if (!page.headers.get("Content-Type")?.startsWith("text/html")) return page;
  let hasLead = false;
  return new HTMLRewriter()
    .on(lead, { element: () => void (hasLead = true) })
    .on('link[rel="modulepreload"]', {
      element(link) {
        link.setAttribute("fetchpriority", "low");
        if (hasLead) link.setAttribute("rel", waiting);
      },
    })
    .on('script[type="module"]', {
      element(script) {
        if (!hasLead) return;
        script.setAttribute("type", waiting);
        script.after(`<script nonce="${nonce}">${startAfterLead}</script>`, { html: true });
      },
    })
    .transform(page);
}

/** The photo at the top of a page. */
const lead = 'img[fetchpriority="high"]';

/** What scripts and their preloads are until they are asked for: nothing that a browser knows. */
const waiting = "after-lead";

/** Milliseconds that scripts wait for a photo that does not come, or for a page that nobody looks at to be painted. */
const patienceMs = 2000;

/**
 * Runs in the page, so it is a text: what bundles a worker rewrites functions. The frame after the one that has the photo begins
 * when the photo has been painted.
 */
const startAfterLead = `(() => {
  const { nonce } = document.currentScript;
  const lead = document.querySelector('${lead}');
  let hasStarted = false;
  const start = () => {
    if (hasStarted) return;
    hasStarted = true;
    for (const link of document.querySelectorAll('link[rel="${waiting}"]')) link.rel = "modulepreload";
    const { textContent } = document.querySelector('script[type="${waiting}"]');
    document.head.append(Object.assign(document.createElement("script"), { type: "module", nonce, textContent }));
  };
  const startWhenPainted = () => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(start)));
  if (lead.complete) startWhenPainted();
  for (const end of ["load", "error"]) lead.addEventListener(end, startWhenPainted, { once: true });
  setTimeout(start, ${patienceMs});
})()`;
