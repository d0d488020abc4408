import { z } from "zod";
import { themeCookie } from "./cookies.server";

/** Which colours a person chose; without a choice the system's. */
export const Theme = z.enum(["system", "light", "dark"]).catch("system");
export type Theme = z.infer<typeof Theme>;

/** Returns the choice in the cookie. */
export async function readTheme(request: Request): Promise<Theme> {
  return Theme.parse(await themeCookie.parse(request.headers.get("Cookie")));
}

/** Returns the header that keeps the choice for a year. */
export async function themeHeaders(theme: Theme): Promise<Headers> {
  return new Headers({ "Set-Cookie": await themeCookie.serialize(theme) });
}
