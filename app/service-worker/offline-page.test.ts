import { expect, test } from "vitest";
import { offlinePage, titleIn } from "./offline-page";

test("the page for what is not kept leads to what is, and runs nothing", async () => {
  const answer = offlinePage("/assets/styles-1.css", [{ path: "/stories/1?a=1&b=2", title: `<b>"Rain" & 'sun'</b>` }]);
  const html = await answer.text();
  expect(answer.status).toBe(503);
  expect(answer.headers.get("Content-Security-Policy")).toMatch(/^default-src 'none'; style-src 'self'; /);
  expect(html).toContain('href="/assets/styles-1.css"');
  expect(html).toContain('href="/stories/1?a=1&amp;b=2">&lt;b&gt;&quot;Rain&quot; &amp; &#39;sun&#39;&lt;/b&gt;</a>');
  expect(html).not.toMatch(/<script|<b>/);
  expect(await offlinePage("/a.css", []).text()).not.toContain("<ul");
});

test("a title is read from a page as text", () => {
  expect(titleIn("<title>Rain &amp; &lt;sun&gt; it&#x27;s</title>")).toBe("Rain & <sun> it's");
  expect(titleIn("<p>none</p>")).toBeNull();
});
