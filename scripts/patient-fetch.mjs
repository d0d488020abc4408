/** Words with which the proxy of `wrangler dev` refuses what it lost on its way to the workers. */
const lost = "Your worker restarted mid-request.";

/** How often a request is sent in all. */
const tries = 3;

/**
 * `fetch`, for clients of the served app. The proxy of `wrangler dev` keeps connections to workerd open, and may send on
 * one that workerd is closing after 5 s of rest. What is no GET it does not send again itself: it asks to.
 * @param {string} url
 * @param {RequestInit} [request] its body no stream
 * @returns {Promise<Response>}
 */
export async function patientFetch(url, request) {
  for (let left = tries - 1; ; left--) {
    const answer = await fetch(url, request);
    const isLost = answer.status === 503 && (await answer.clone().text()).startsWith(lost);
    if (!isLost || left === 0) return answer;
  }
}
