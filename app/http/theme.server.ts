import { z } from "zod";

/** Which colours a person chose; without a choice the system's. */
export const Theme = z.enum(["system", "light", "dark"]);
export type Theme = z.infer<typeof Theme>;

/** The choice in the cookie. */
export function readTheme(request: Request): Theme {
  const [, value] = /(?:^|; *)theme=(\w+)/.exec(request.headers.get("Cookie") ?? "") ?? [];
  return Theme.catch("system").parse(value);
}

/** The header that keeps the choice for a year. */
export function themeHeaders(theme: Theme): Headers {
  return new Headers({ "Set-Cookie": `theme=${theme}; Path=/; SameSite=Lax; HttpOnly; Max-Age=31536000` });
}
