import { createCookie, type Cookie, type CookieOptions } from "@remix-run/cloudflare";

/** Remix wraps a value in base64 JSON; on the wire these cookies hold it bare. */
const bareValue = {
  encode: (wrapped: string) => (wrapped === "" ? "" : String(JSON.parse(atob(wrapped)))),
  decode: (bare: string) => btoa(JSON.stringify(bare)),
};

const sessionAttributes = { ...bareValue, path: "/", httpOnly: true, sameSite: "lax" } as const;

/**
 * Returns the cookie of a name for the scheme of a request. Over https the `__Host-` prefix makes the browser refuse a cookie that
 * another host or an http page set.
 */
function cookieByScheme(name: string, attributes: CookieOptions): (request: Request) => Cookie {
  const secure = createCookie(`__Host-${name}`, { ...attributes, secure: true });
  const plain = createCookie(name, attributes);
  return ({ url }) => (new URL(url).protocol === "https:" ? secure : plain);
}

/** The session's secret. */
export const sessionCookieFor = cookieByScheme("heartfelt", sessionAttributes);

/** Whose session it is, as we signed it. It opens nothing. */
export const accountCookieFor = cookieByScheme("heartfelt-account", sessionAttributes);

/** The device that signed in here. It outlasts sessions, and opens nothing. A year: browsers keep no cookie much longer. */
export const deviceCookieFor = cookieByScheme("heartfelt-device", { ...sessionAttributes, maxAge: 31_536_000 });

/**
 * The state of the database that holds what this browser wrote. Five minutes are longer than any replica lags, as far as one can
 * know: D1 states no bound. Whoever wrote nothing for so long may read from any replica.
 */
export const bookmarkCookieFor = cookieByScheme("heartfelt-bookmark", { ...sessionAttributes, maxAge: 300 });

/** Returns the value of a cookie that holds it bare; null where there is none. */
export async function readCookie(cookie: Cookie, request: Request): Promise<string | null> {
  const value: unknown = await cookie.parse(request.headers.get("Cookie"));
  return typeof value === "string" && value !== "" ? value : null;
}

/** The chosen colours, for a year. */
export const themeCookie = createCookie("theme", {
  ...bareValue,
  path: "/",
  httpOnly: true,
  sameSite: "lax",
  maxAge: 31_536_000,
});
