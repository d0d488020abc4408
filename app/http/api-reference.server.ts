/** The API as the reference page shows it: plain words made from the OpenAPI description and the table behind it. */
import { areas } from "~/contract/api";
import { problemsOf, type Caller, type Endpoint } from "~/contract/endpoint";
import { problemKinds, type ProblemCode } from "~/contract/problem";
import { openApi } from "./openapi.server";

/** One field of a shape, or one parameter. */
export interface ReferenceField {
  name: string;
  type: string;
  isRequired: boolean;
}

export interface ReferenceRoute {
  /** The fragment of its deep link. */
  id: string;
  method: Endpoint["method"];
  path: string;
  summary: string;
  description: string | null;
  caller: Caller;
  takes: { where: string; fields: ReferenceField[] }[];
  gives: { status: number; description: string; type: string | null }[];
  problems: ProblemCode[];
  curl: string;
}

/** The content of the page. */
export interface Reference {
  areas: { id: string; name: string; about: string; routes: ReferenceRoute[] }[];
  shapes: { name: string; fields: ReferenceField[] }[];
  problems: { code: ProblemCode; status: number; title: string }[];
}

/** The part of JSON Schema that the description uses. */
interface Schema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  description?: string;
  const?: unknown;
  enum?: unknown[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  required?: string[];
  minLength?: number;
  maxLength?: number;
  maxItems?: number;
}

type Content = Record<string, { schema?: Schema }>;

/** The part of an operation that the page shows. */
interface Operation {
  parameters?: { name: string; in: string; required?: boolean; schema: Schema }[];
  requestBody?: { content: Content };
  responses: Record<string, { content?: Content }>;
}

interface Description {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}

const componentPath = "#/components/schemas/";

/** Returns the reference, with example calls to an origin such as `http://localhost:8787`. */
export function reference(origin: string): Reference {
  const { paths, components } = openApi() as unknown as Description; // the generator's type allows any OpenAPI
  return {
    areas: areas.map(({ name, about, endpoints }) => ({
      id: slug(name),
      name,
      about,
      routes: endpoints.map((row) => {
        const operation = paths[row.path.replace(/:(\w+)/g, "{$1}")]?.[row.method.toLowerCase()];
        return referenceRoute(row, operation ?? { responses: {} }, origin);
      }),
    })),
    shapes: Object.entries(components.schemas).map(([name, schema]) => ({ name, fields: fieldsOf(schema) })),
    problems: codes.map((code) => ({ code, status: problemKinds[code][0], title: problemKinds[code][1] })),
  };
}

const codes = Object.keys(problemKinds) as ProblemCode[]; // its own keys

function referenceRoute(row: Endpoint, operation: Operation, origin: string): ReferenceRoute {
  const { method, path, summary, description = null, caller, answers } = row;
  return {
    id: slug(`${method} ${path}`),
    method,
    path,
    summary,
    description,
    caller,
    takes: takesOf(operation),
    gives: Object.entries(answers).map(([status, answer]) => ({
      status: Number(status),
      description: answer.description,
      type: typeOfContent(operation.responses[status]?.content),
    })),
    problems: problemsOf(row),
    curl: curlOf(row, origin),
  };
}

function takesOf({ parameters = [], requestBody }: Operation): ReferenceRoute["takes"] {
  const query = parameters.filter((parameter) => parameter.in === "query");
  const fields = query.map(({ name, required = false, schema }) => ({
    name,
    type: typeOf(schema),
    isRequired: required,
  }));
  const bodies = Object.entries(requestBody?.content ?? {});
  return [
    ...(fields.length > 0 ? [{ where: "query", fields }] : []),
    ...bodies.map(([type, { schema = {} }]) => ({ where: type, fields: fieldsOf(schema) })),
  ];
}

function typeOfContent(content: Content | undefined): string | null {
  const json = content?.["application/json"]?.schema;
  if (json) return typeOf(json);
  return content ? Object.keys(content).join(", ") : null;
}

function fieldsOf({ properties = {}, required = [] }: Schema): ReferenceField[] {
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    type: schema.description ?? typeOf(schema),
    isRequired: required.includes(name),
  }));
}

/** A schema in a few words: "list of Story", "text, at most 120 characters". */
function typeOf(schema: Schema): string {
  if (schema.$ref !== undefined) return schema.$ref.replace(componentPath, "");
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" or ");
  if (Array.isArray(schema.type)) return schema.type.map((type) => typeOf({ ...schema, type })).join(" or ");
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return choices.map(typeOf).join(" or ");
  if (schema.type === "array") return `list of ${typeOf(schema.items ?? {})}${atMost(schema.maxItems, "")}`;
  if (schema.type === "object") return typeOfObject(schema);
  if (schema.type === "string") return `${texts[schema.format ?? ""] ?? "text"}${lengthOf(schema)}`;
  return (
    { integer: "whole number", number: "number", boolean: "true or false", null: "null" }[schema.type ?? ""] ?? "any"
  );
}

const texts: Record<string, string> = { uuid: "id", "date-time": "time", email: "e-mail address" };

function typeOfObject({ properties, additionalProperties }: Schema): string {
  if (properties) return `{ ${Object.keys(properties).join(", ")} }`;
  return typeof additionalProperties === "object" ? `${typeOf(additionalProperties)} by id` : "object";
}

function lengthOf({ minLength, maxLength }: Schema): string {
  const atLeast = minLength !== undefined && minLength > 1 ? `, at least ${minLength} characters` : "";
  return atLeast + atMost(maxLength, " characters");
}

function atMost(count: number | undefined, unit: string): string {
  return count === undefined ? "" : `, at most ${count.toLocaleString("en-GB")}${unit}`;
}

function curlOf({ method, path, caller, example }: Endpoint, origin: string): string {
  const token = caller === "viewer" ? ` -H "Authorization: Bearer $TOKEN"` : "";
  const start = `curl -s${method === "GET" ? "" : ` -X ${method}`} ${origin}${path}`;
  return start + (example === undefined ? token : ` ${example}`.trimEnd());
}

/** Words as a fragment: "GET /api/stories/:id" is "get-api-stories-id". */
function slug(words: string): string {
  return words
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}
