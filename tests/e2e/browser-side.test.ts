/** Refusals of a browser on our pages, tried in one. */
import { expect, test } from "vitest";
import { openWorld } from "./world";
import { visit } from "./visiting";

const world = openWorld();

test("a script that somebody gets into a page does not run, and a page compiles no WebAssembly", async () => {
  const page = await world.newPage();
  await visit(page, "/");
  const refused = await page.evaluateHandle(() => {
    const told: string[] = [];
    document.addEventListener("securitypolicyviolation", (event) => told.push(event.effectiveDirective));
    const run = Object.assign(document.createElement("script"), { textContent: "window.name = 'ran'" });
    const image = document.createElement("div");
    image.innerHTML = "<img src=x onerror=\"window.name = 'ran'\"><style>body { display: none }</style>";
    document.body.appendChild(run);
    document.body.appendChild(image);
    const compiled = WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])).then(
      () => true,
      () => false,
    );
    return { told, compiled };
  });
  // The picture's handler is refused once its address was answered.
  await expect
    .poll(() => refused.evaluate(({ told }) => [...new Set(told)].toSorted()))
    .toEqual(["script-src", "script-src-attr", "script-src-elem", "style-src-elem"]);
  const left = await refused.evaluate(async ({ compiled }) => ({
    ran: window.name,
    compiled: await compiled,
    display: getComputedStyle(document.body).display,
  }));
  expect(left).toEqual({ ran: "", compiled: false, display: expect.not.stringMatching("none") });
  world.forgetErrors(/Content Security Policy|WebAssembly/);
});

test("signing out clears the device, also where no script of the page does it", async () => {
  const page = await world.pageOf(await world.newPerson());
  await visit(page, "/me");
  const kept = await page.evaluate(async () => {
    await new Promise((resolve) => (indexedDB.open("heartfelt-drafts").onsuccess = resolve));
    await caches.open("photos");
    const before = (await indexedDB.databases()).length + (await caches.keys()).length;
    const { status } = await fetch("/api/auth/sign-out", { method: "POST" });
    return { before, status };
  });
  expect(kept).toEqual({ before: expect.any(Number), status: 204 });
  expect(kept.before).toBeGreaterThan(1);
  const left = () => page.evaluate(async () => [...(await indexedDB.databases()), ...(await caches.keys())].length);
  await expect.poll(left).toBe(0);
});
