/** What app/routes serves, as its files' names and sources say. */
import { readdirSync, readFileSync } from "node:fs";

export interface ServedRoute {
  method: string;
  /** With parameters as `:name`. */
  path: string;
  /** Whether it answers with data: an API's route, not a page. */
  isResource: boolean;
}

/** Every method of every route. */
export function servedRoutes(): ServedRoute[] {
  return readdirSync("app/routes").flatMap((file) => {
    const source = readFileSync(`app/routes/${file}`, "utf8");
    const isResource = source.includes("apiRoute(");
    return methodsOf(source).map((method) => ({ method, path: pathOf(file), isResource }));
  });
}

/** The path that a file of app/routes serves, as Remix names them. */
function pathOf(file: string): string {
  const segments = file.replace(/\.tsx?$/, "").split(/(?<!\[)\.(?!\])/);
  return `/${segments
    .filter((segment) => segment !== "_index")
    .map((segment) => segment.replace(/_$/, "").replace(/^\$/, ":").replace("[.]", "."))
    .join("/")}`;
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
