/** The `fetch` of every client of the served app that is no browser: the seed, the tests, the soaks. */

/** Milliseconds in which a lost request is sent again, and of the longest wait between two attempts. */
const retryWithinMs = 15_000;
const longestDelayMs = 1_000;
const firstDelayMs = 50;

/** Errors after which the request surely reached nobody. */
const unreached = new Set(["ECONNREFUSED", "UND_ERR_CONNECT_TIMEOUT"]);

/** Errors after which the server may have acted: the connection broke before a whole answer was there. */
const broken = new Set(["ECONNRESET", "EPIPE", "UND_ERR_SOCKET"]);

/** @typedef {{ fetch?: typeof fetch, now?: () => number, random?: () => number, pause?: (ms: number) => Promise<void> }} Surroundings */

/**
 * `fetch` over a connection of its own. A kept one may be closed by the server in the moment that it is used again: workerd
 * does so after 5 s of rest, and a process that was busy meanwhile has not noticed (`write EPIPE`). What the network loses
 * all the same is sent again where that cannot do more than sending it once.
 * @param {string} url
 * @param {RequestInit} [request] its body no stream
 * @param {Surroundings} [surroundings]
 * @returns {Promise<Response>}
 */
export async function patientFetch(url, request = {}, surroundings = {}) {
  const { fetch: send = fetch, now = Date.now, random = Math.random, pause = sleep } = surroundings;
  const headers = new Headers(request.headers);
  headers.set("Connection", "close");
  const isSafe = ["GET", "HEAD"].includes(request.method ?? "GET") || headers.has("Idempotency-Key");
  const deadline = now() + retryWithinMs;
  for (let attempt = 0; ; attempt++) {
    try {
      return await send(url, { ...request, headers });
    } catch (error) {
      const delayMs = random() * Math.min(longestDelayMs, firstDelayMs * 2 ** attempt);
      const code = codeOf(error);
      const mayResend = unreached.has(code) || (isSafe && broken.has(code));
      if (!mayResend || now() + delayMs > deadline) throw error;
      await pause(delayMs);
    }
  }
}

/** The code of a failed `fetch`, which stands in its cause. @param {unknown} error */
function codeOf(error) {
  const cause = error instanceof Error ? error.cause : null;
  return typeof cause === "object" && cause !== null && "code" in cause ? String(cause.code) : "";
}

/** @param {number} ms @returns {Promise<void>} */
function sleep(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
