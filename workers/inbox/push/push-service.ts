/** Which addresses the app sends push messages to: a browser names any, so it must not make our servers ask our own network. */

/** Names that lead nowhere public (RFC 6761, 6762, 7686, 8375, and what private networks use). */
const privateNames =
  /(^|\.)(localhost|local|localdomain|internal|intranet|private|lan|home|corp|arpa|test|example|invalid|onion|alt)$/;

/** A last label that is a number or hexadecimal makes an address of IPv4, as `new URL` writes it, or none at all. */
const numericEnd = /(^|\.)(\d+|0x[\da-f]*)$/;

/**
 * Returns whether a push service may be at an address: https, on its own port, at a name in the public DNS. No name is
 * looked up, so one that leads to a private address passes; Cloudflare's network reaches none from a worker.
 * @param localOrigin of a push service on this machine, such as `http://127.0.0.1:9000`, for tests; null for none
 */
export function isPushService(endpoint: string, localOrigin: string | null): boolean {
  const url = urlOrNull(endpoint);
  if (url === null) return false;
  const { protocol, hostname, port, username, password, origin } = url;
  if (username !== "" || password !== "") return false;
  if (localOrigin !== null && origin === localOrigin) return true;
  return protocol === "https:" && port === "" && isPublicName(hostname.replace(/\.$/, ""));
}

function urlOrNull(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}

function isPublicName(name: string): boolean {
  const isAddress = name.startsWith("[") || numericEnd.test(name);
  return !isAddress && name.includes(".") && !privateNames.test(name);
}

const loopbackOrigin = /^http:\/\/127\.0\.0\.1:\d+$/;

/** Returns the origin of a push service on this machine from its setting; null for whatever is not on it. */
export function localOriginOf(setting: string | undefined): string | null {
  return setting !== undefined && loopbackOrigin.test(setting) ? setting : null;
}
