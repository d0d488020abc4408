/** What `app/routes.ts` serves: for the API the rows that each file answers, for pages what their file exports. */
import { readFileSync } from "node:fs";
import type { Endpoint } from "../../app/contract/endpoint";
import routes from "../../app/routes";

export interface ServedRoute {
  method: string;
  /** With parameters as `:name`. */
  path: string;
  /** The row of the API's table that it answers, if any. */
  row: Endpoint | null;
}

interface ApiModule {
  loader: object & { rows?: readonly Endpoint[] };
}

const apiModules = import.meta.glob<ApiModule>("../../app/routes/api/**/*.ts", { eager: true });

/** Every method of every route. */
export const servedRoutes: readonly ServedRoute[] = routes.flatMap(({ path = "", file }) =>
  answeredBy(file).map((answered) => ({ ...answered, path: `/${path.replace("*", ":")}` })),
);

function answeredBy(file: string): Pick<ServedRoute, "method" | "row">[] {
  const api = apiModules[`../../app/${file}`];
  if (api?.loader.rows) return api.loader.rows.map((row) => ({ method: row.method, row }));
  const methods = api ? ["GET", "POST", "PUT", "PATCH", "DELETE"] : methodsOfPage(file);
  return methods.map((method) => ({ method, row: null }));
}

/** A page is shown by its component or loader, and sent to by its action. Importing it would take all of the browser's code. */
function methodsOfPage(file: string): string[] {
  const source = readFileSync(`app/${file}`, "utf8");
  const isShown = /^export (default|const loader|(async )?function loader)\b/m.test(source);
  const isSentTo = /^export (const|(async )?function) action\b/m.test(source);
  return [...(isShown ? ["GET"] : []), ...(isSentTo ? ["POST"] : [])];
}
