/** Whether a deployment answers at its real address, with all of its parts. */

/** A new custom domain gets its certificate within minutes; everything else answers at once. */
const patienceMs = 180_000;
const pauseMs = 3_000;
const attemptMs = 15_000;

/**
 * @typedef {object} Surroundings
 * @property {typeof fetch} [fetch]
 * @property {() => number} [now] milliseconds since 1970
 * @property {(ms: number) => Promise<void>} [pause]
 */

/**
 * Asks `/api/health?deep` until it is well.
 * @param {string} address of the app, such as https://heartfelt.example
 * @param {Record<string, string>} headers
 * @param {Surroundings} [surroundings]
 * @returns {Promise<string | null>} what is wrong in the end; null when all is well
 */
export async function faultAt(address, headers, surroundings = {}) {
  const { now = Date.now, pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms)) } = surroundings;
  const deadline = now() + patienceMs;
  for (;;) {
    const fault = await askOnce(address, headers, surroundings.fetch ?? fetch);
    if (fault === null || now() + pauseMs > deadline) return fault;
    await pause(pauseMs);
  }
}

/**
 * @param {string} address
 * @param {Record<string, string>} headers
 * @param {typeof fetch} send
 * @returns {Promise<string | null>}
 */
async function askOnce(address, headers, send) {
  try {
    const answer = await send(`${address}/api/health?deep`, { headers, signal: AbortSignal.timeout(attemptMs) });
    const body = await answer.json().catch(() => null);
    return answer.ok && body?.status === "ok" ? null : faultIn(answer.status, body);
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : "";
    return `it did not answer (${cause || (error instanceof Error ? error.message : error)})`;
  }
}

/**
 * @param {number} status
 * @param {{ parts?: Record<string, { status: string, detail?: string }>, detail?: string } | null} body
 */
function faultIn(status, body) {
  const failing = Object.entries(body?.parts ?? {}).filter(([, part]) => part.status !== "ok");
  if (failing.length === 0) return `it answered ${status}${body?.detail ? `: ${body.detail}` : ""}`;
  return failing.map(([name, { detail = "" }]) => `${name} fails: ${detail}`).join("; ");
}
