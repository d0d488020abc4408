/** The app's own typed client of the API, for the seed and the load scripts. */
import { importBundled } from "./import-bundled.mjs";
import { patientFetch } from "./patient-fetch.mjs";

/**
 * @typedef {import("../app/client/api-client").ApiClient} ApiClient
 * @typedef {import("../app/client/build-request").SendRequest} SendRequest
 * @typedef {import("../app/client/retry").RetryPolicy} RetryPolicy
 */

const bundle = /** @type {typeof import("../app/client/api-client") & typeof import("../app/client/body-of")} */ (
  await importBundled("app/client/api-client.ts", "app/client/body-of.ts")
);

export const { bodyOf } = bundle;

/**
 * Returns a client that sends each request over a connection of its own.
 * @param {string} baseUrl of the served app
 * @param {{ token?: string | null, headers?: Record<string, string>, fetch?: SendRequest, retry?: RetryPolicy }} [options] `headers` of every request
 * @returns {ApiClient}
 */
export function apiClientOf(baseUrl, { token = null, headers = {}, fetch = patientFetch, retry } = {}) {
  const sent = token === null ? headers : { Authorization: `Bearer ${token}`, ...headers };
  return bundle.createApiClient({ baseUrl, fetch, retry, headers: sent });
}

/** Returns an address of its own: each person comes from elsewhere, as the rate limits expect of people. */
export function ownNetwork() {
  const part = () => 1 + Math.floor(Math.random() * 254);
  return { "CF-Connecting-IP": [part(), part(), part(), part()].join(".") };
}
