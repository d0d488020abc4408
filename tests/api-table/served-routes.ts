/** What `app/routes.ts` serves, and the methods that its files answer. */
import { readFileSync } from "node:fs";
import routes from "../../app/routes";

export interface ServedRoute {
  method: string;
  /** With parameters as `:name`. */
  path: string;
  /** Whether it answers with data: an API's route, not a page. */
  isResource: boolean;
}

/** Every method of every route. */
export function servedRoutes(): ServedRoute[] {
  return routes.flatMap(({ path = "", file }) => {
    const source = readFileSync(`app/${file}`, "utf8");
    const isResource = source.includes("apiRoute(");
    return methodsOf(source).map((method) => ({ method, path: `/${path.replace("*", ":")}`, isResource }));
  });
}

/** The methods that a route's source answers: an API's handlers by their names, a page's loader and action. */
function methodsOf(source: string): string[] {
  const handlers = [...source.matchAll(/^\s+(?:async )?(GET|POST|PUT|PATCH|DELETE)\(/gm)].map(
    ([, method = ""]) => method,
  );
  if (source.includes("apiRoute(")) return handlers.length > 0 ? handlers : ["GET", "POST", "PUT", "PATCH", "DELETE"];
  const isPage = /export (default|const loader|(async )?function loader)/.test(source);
  return [...(isPage ? ["GET"] : []), ...(/export (async )?function action/.test(source) ? ["POST"] : [])];
}
