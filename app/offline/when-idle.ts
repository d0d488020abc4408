/** Runs work once the page has loaded and rests. Safari has no idle callbacks. */
export function whenIdle(work: () => void): void {
  const run = () => {
    if ("requestIdleCallback" in window) window.requestIdleCallback(work);
    else setTimeout(work, 1_000);
  };
  if (document.readyState === "complete") run();
  else window.addEventListener("load", run, { once: true });
}
