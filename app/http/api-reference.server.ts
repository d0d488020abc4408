/** The API as the reference page shows it: plain words made from the OpenAPI description and the table behind it. */
import { areas } from "~/contract/api";
import { problemsOf, type Body, type Caller, type Route } from "~/contract/api/route";
import { problemKinds, type ProblemCode } from "~/contract/problem";
import { componentPath, given, openApi, taken } from "./openapi.server";

/** One field of a shape, or one parameter. */
export interface ReferenceField {
  name: string;
  type: string;
  isRequired: boolean;
}

export interface ReferenceRoute {
  /** The fragment of its deep link. */
  id: string;
  method: Route["method"];
  path: string;
  summary: string;
  description: string | null;
  caller: Caller;
  takes: { where: string; fields: ReferenceField[] }[];
  gives: { status: number; description: string; type: string | null }[];
  problems: ProblemCode[];
  curl: string;
}

/** What the page shows. */
export interface Reference {
  areas: { id: string; name: string; about: string; routes: ReferenceRoute[] }[];
  shapes: { name: string; fields: ReferenceField[] }[];
  problems: { code: ProblemCode; status: number; title: string }[];
}

/** As much of JSON Schema as zod writes. */
interface Schema {
  $ref?: string;
  type?: string;
  format?: string;
  const?: unknown;
  enum?: unknown[];
  anyOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  required?: string[];
  minLength?: number;
  maxLength?: number;
  maxItems?: number;
}

/** The reference, for calls to an origin such as `http://localhost:8787`. */
export function reference(origin: string): Reference {
  const { components } = openApi() as { components: { schemas: Record<string, Schema> } }; // as it was made
  return {
    areas: areas.map(({ name, about, routes }) => ({
      id: slug(name),
      name,
      about,
      routes: routes.map((route) => present(route, origin)),
    })),
    shapes: Object.entries(components.schemas).map(([name, schema]) => ({ name, fields: fieldsOf(schema) })),
    problems: codes.map((code) => ({ code, status: problemKinds[code][0], title: problemKinds[code][1] })),
  };
}

const codes = Object.keys(problemKinds) as ProblemCode[]; // its own keys

function present(route: Route, origin: string): ReferenceRoute {
  const { method, path, summary, description = null, caller, answers } = route;
  return {
    id: slug(`${method} ${path}`),
    method,
    path,
    summary,
    description,
    caller,
    takes: [
      ...(route.query ? [{ where: "query", fields: fieldsOf(taken(route.query)) }] : []),
      ...(route.body ? [{ where: route.body.type, fields: fieldsOfBody(route.body) }] : []),
    ],
    gives: Object.entries(answers).map(([status, { description: said, json, media }]) => ({
      status: Number(status),
      description: said,
      type: json ? typeOf(given(json)) : (media?.join(", ") ?? null),
    })),
    problems: problemsOf(route),
    curl: curlOf(route, origin),
  };
}

function fieldsOfBody(body: Body): ReferenceField[] {
  if (body.type === "application/json") return fieldsOf(taken(body.schema));
  return Object.entries(body.fields).map(([name, { holds, isOptional = false, description }]) => ({
    name,
    type: `${holds}: ${description}`,
    isRequired: !isOptional,
  }));
}

function fieldsOf({ properties = {}, required = [] }: Schema): ReferenceField[] {
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    type: typeOf(schema),
    isRequired: required.includes(name),
  }));
}

/** A schema in a few words: "list of Story", "text, at most 120 characters". */
function typeOf(schema: Schema): string {
  if (schema.$ref !== undefined) return schema.$ref.replace(componentPath, "");
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" or ");
  if (schema.anyOf) return schema.anyOf.map(typeOf).join(" or ");
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

function curlOf({ method, path, caller, example }: Route, origin: string): string {
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
