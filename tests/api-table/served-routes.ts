/** The methods and paths that `app/routes.ts` serves: for the API the rows that each file answers, for pages what their file exports. */
import { buildSync } from "esbuild";
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

const exportsOfPages = readExports(routes.map(({ file }) => `app/${file}`));

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

/** A page is shown by its component or loader, and sent to by its action. */
function methodsOfPage(file: string): string[] {
  const exported = exportsOfPages[`app/${file}`] ?? [];
  const isShown = exported.includes("default") || exported.includes("loader");
  return [...(isShown ? ["GET"] : []), ...(exported.includes("action") ? ["POST"] : [])];
}

/** Returns the names that each file exports, as Remix's own manifest finds them: by esbuild, which runs none of its code. */
function readExports(files: readonly string[]): Record<string, readonly string[]> {
  const { metafile } = buildSync({
    entryPoints: [...files],
    write: false,
    metafile: true,
    outdir: ".tmp/exports",
    jsx: "automatic",
    logLevel: "error",
  });
  return Object.fromEntries(
    Object.values(metafile.outputs).map(({ entryPoint = "", exports }) => [entryPoint, exports]),
  );
}
