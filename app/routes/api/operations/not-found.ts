import { apiRoute, problem } from "~/http/http.server";

const unknown = async () => problem("not_found", "There is no such path in the API: see GET /api/openapi.json.");

const route = apiRoute({ GET: unknown, POST: unknown, PUT: unknown, PATCH: unknown, DELETE: unknown });

export const loader = route.loader;
export const action = route.action;
