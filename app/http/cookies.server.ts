import { createCookie } from "@remix-run/cloudflare";

/** Remix wraps a value in base64 JSON; on the wire these cookies hold it bare. */
const bareValue = {
  encode: (wrapped: string) => (wrapped === "" ? "" : String(JSON.parse(atob(wrapped)))),
  decode: (bare: string) => btoa(JSON.stringify(bare)),
};

const sessionAttributes = { ...bareValue, path: "/", httpOnly: true, sameSite: "lax" } as const;

/** Over https the `__Host-` prefix makes the browser refuse a cookie that another host or an http page set. */
const secureSessionCookie = createCookie("__Host-heartfelt", { ...sessionAttributes, secure: true });
const sessionCookie = createCookie("heartfelt", sessionAttributes);

/** The session's secret, in the cookie of the request's scheme. */
export function sessionCookieFor(request: Request) {
  return new URL(request.url).protocol === "https:" ? secureSessionCookie : sessionCookie;
}

const secureAccountCookie = createCookie("__Host-heartfelt-account", { ...sessionAttributes, secure: true });
const accountCookie = createCookie("heartfelt-account", sessionAttributes);

/** Whose session it is, as we signed it, in the cookie of the request's scheme. It opens nothing. */
export function accountCookieFor(request: Request) {
  return new URL(request.url).protocol === "https:" ? secureAccountCookie : accountCookie;
}

/** Over https the `__Host-` prefix, as for the session. A year: browsers keep no cookie much longer. */
const deviceAttributes = { ...sessionAttributes, maxAge: 31_536_000 } as const;
const secureDeviceCookie = createCookie("__Host-heartfelt-device", { ...deviceAttributes, secure: true });
const deviceCookie = createCookie("heartfelt-device", deviceAttributes);

/** The device that signed in here, in the cookie of the request's scheme. It outlasts sessions, and opens nothing. */
export function deviceCookieFor(request: Request) {
  return new URL(request.url).protocol === "https:" ? secureDeviceCookie : deviceCookie;
}

/**
 * Longer than any replica lags, as far as one can know: D1 states no bound. Whoever wrote nothing for so long may read
 * from any replica.
 */
const bookmarkAttributes = { ...sessionAttributes, maxAge: 300 } as const;
const secureBookmarkCookie = createCookie("__Host-heartfelt-bookmark", { ...bookmarkAttributes, secure: true });
const bookmarkCookie = createCookie("heartfelt-bookmark", bookmarkAttributes);

/** The state of the database that holds what this browser wrote, in the cookie of the request's scheme. */
export function bookmarkCookieFor(request: Request) {
  return new URL(request.url).protocol === "https:" ? secureBookmarkCookie : bookmarkCookie;
}

/** The chosen colours, for a year. */
export const themeCookie = createCookie("theme", {
  ...bareValue,
  path: "/",
  httpOnly: true,
  sameSite: "lax",
  maxAge: 31_536_000,
});
