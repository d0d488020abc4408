import fc from "fast-check";
import { expect, test } from "vitest";
import { readTheme, themeHeaders } from "./theme.server";

const withCookie = (cookie: string) => new Request("https://heartfelt.example/", { headers: { Cookie: cookie } });

test("the theme that was chosen is read again", async () => {
  for (const theme of ["system", "light", "dark"] as const) {
    const header = (await themeHeaders(theme)).get("Set-Cookie") ?? "";
    expect(await readTheme(withCookie(header.split(";")[0] ?? ""))).toBe(theme);
  }
});

test("without a choice the system's theme applies", async () => {
  expect(await readTheme(new Request("https://heartfelt.example/"))).toBe("system");
});

test("a cookie that we never set is no choice, and no error", async () => {
  await fc.assert(
    fc.asyncProperty(fc.stringMatching(/^[!-~]{0,40}$/), async (value) => {
      expect(["system", "light", "dark"]).toContain(await readTheme(withCookie(`theme=${value}`)));
    }),
  );
});
