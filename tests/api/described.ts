/** Holds real answers of the API against its description. */
import { Ajv2020 } from "ajv/dist/2020";
import addFormats from "ajv-formats";
import { expect } from "vitest";
import { openApi } from "../../app/http/openapi.server";

interface Content {
  [type: string]: { schema?: object };
}

interface Operation {
  responses: Record<string, { content?: Content }>;
}

const { paths } = openApi() as unknown as { paths: Record<string, Record<string, Operation>> };

const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema({ $id: "api", ...openApi() });

/** Fails when an answer to a request is none of those that the description tells of. Leaves its body to be read. */
export async function expectDescribed(method: string, target: string, answer: Response): Promise<void> {
  const { pathname } = new URL(`http://localhost${target}`); // with a base, what follows two slashes is a host
  const path = templateFor(pathname);
  if (path === null) {
    const isPage = pathname === "/api/docs";
    if (pathname.startsWith("/api/") && !isPage) expect(answer.status, `${method} ${pathname} is no path`).toBe(404);
    return;
  }
  const verb = (method === "HEAD" ? "GET" : method).toLowerCase();
  const operation = paths[path]?.[verb];
  if (!operation) {
    expect(answer.status, `${method} ${path} is no method of the path`).toBe(405);
    return;
  }
  const described = operation.responses[answer.status];
  expect(Object.keys(operation.responses), `${method} ${path}`).toContain(String(answer.status));
  const type = answer.headers.get("Content-Type")?.split(";")[0] ?? "";
  if (!described?.content) {
    expect(await answer.clone().text(), `${method} ${path} ${answer.status} has no body`).toBe("");
    return;
  }
  expect(Object.keys(described.content), `${method} ${path} ${answer.status}`).toContain(type);
  if (method === "HEAD" || !described.content[type]?.schema) return;
  const place = ["paths", path, verb, "responses", String(answer.status), "content", type, "schema"];
  const pointer = place.map((part) => encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1"))).join("/");
  const validate = ajv.getSchema(`api#/${pointer}`); // compiled once, and kept by its name
  const isValid = validate?.(await answer.clone().json());
  expect(isValid ? [] : (validate?.errors ?? "no schema"), `${method} ${path} ${answer.status}`).toEqual([]);
}

/** The described path that a request's is of: one without parameters before one with them. */
function templateFor(pathname: string): string | null {
  const fitting = Object.keys(paths).filter((path) =>
    new RegExp(`^${path.replace(/\{\w+\}/g, "[^/]+")}$`).test(pathname),
  );
  return fitting.toSorted((a, b) => a.split("{").length - b.split("{").length)[0] ?? null;
}
