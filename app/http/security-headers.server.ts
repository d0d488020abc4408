import { turnstileOrigin } from "~/contract/turnstile";
import type { Services } from "~/domain/ports";

/** Pages that show a captcha where the operator asks for one. */
const captchaPages = new Set(["/sign-up"]);

/** Returns where the scripts and frames of a page may come from, besides from here: nowhere, but for a captcha. */
export function foreignOriginsOf(pathname: string, { captcha }: Pick<Services, "captcha">): readonly string[] {
  return captcha !== null && captchaPages.has(pathname) ? [turnstileOrigin] : [];
}

/**
 * The policy of a page: only our own scripts, by nonce; nothing from anywhere else but the origins that are named. The face finder's WebAssembly runs in
 * a worker, whose script brings a policy of its own (`public/_headers`). React's style attributes are all the styles
 * that may stand in a page.
 */
export function documentPolicy(nonce: string, foreignOrigins: readonly string[] = []): string {
  const also = foreignOrigins.map((origin) => ` ${origin}`).join("");
  return [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'${also}`,
    "style-src 'self'",
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' blob: data:",
    "font-src 'self'",
    `connect-src 'self' blob:${also}`,
    ...(also ? [`frame-src${also}`] : []),
    "worker-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}

/** The policy of everything that is no page: it may not load or run anything, whatever it holds. */
const inertPolicy = "default-src 'none'; frame-ancestors 'none'; sandbox";

/** Sets what every answer carries; a page has set its own policy before. Returns the same answer, made mutable. */
export function withSecurityHeaders(answer: Response, requestId: string, scheme: string): Response {
  const headers = new Headers(answer.headers);
  if (!headers.has("Content-Security-Policy")) headers.set("Content-Security-Policy", inertPolicy);
  headers.set("X-Content-Type-Options", "nosniff");
  headers.set("Referrer-Policy", "same-origin");
  headers.set("Cross-Origin-Opener-Policy", "same-origin");
  headers.set("Cross-Origin-Resource-Policy", "same-origin");
  headers.set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), browsing-topics=()");
  headers.set("X-Request-Id", requestId);
  if (scheme === "https:") headers.set("Strict-Transport-Security", "max-age=63072000; includeSubDomains");
  return new Response(answer.body, { status: answer.status, statusText: answer.statusText, headers });
}
