/** The deployed worker on a database with a replica that lags. Tests let it catch up, and ask where queries ran. */
import app from "../../workers/app";
import { LaggingDatabase } from "./lagging-database";
import { laggingPath } from "./lagging-path";

let lagging: LaggingDatabase | null = null;

export default {
  async fetch(request, env: Env & { REPLICA: D1Database }, execution) {
    lagging ??= new LaggingDatabase(env.DB, env.REPLICA);
    if (new URL(request.url).pathname === laggingPath) {
      if (request.method === "POST") await lagging.catchUp();
      return Response.json(lagging.asked.splice(0));
    }
    return app.fetch(request, { ...env, DB: lagging.binding() }, execution);
  },
} satisfies ExportedHandler<Env & { REPLICA: D1Database }>;
