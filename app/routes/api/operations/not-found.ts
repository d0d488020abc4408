import { problem } from "~/http/problem.server";

/** Every path of the API that no row of its table has. */
export const loader = () => problem("not_found", "There is no such path in the API: see GET /api/openapi.json.");

export const action = loader;
