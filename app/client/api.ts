import { createApiClient } from "./api-client";

/** The API as the pages call it: same origin, the session in its cookie. */
export const api = createApiClient();
