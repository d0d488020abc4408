import { z } from "zod";
import { areas, routes } from "~/contract/api";
import { problemsOf, type Answer, type Body, type Caller, type Route } from "~/contract/api/route";
import { Account, Person, SignedIn } from "~/contract/account";
import { Message } from "~/contract/chat";
import { Connection } from "~/contract/connection";
import { Passkey } from "~/contract/passkey";
import { Region } from "~/contract/photo";
import { Problem, problemKinds, type ProblemCode } from "~/contract/problem";
import { Session } from "~/contract/session";
import { Story, StoryImage, UploadedImage } from "~/contract/story";

/** JSON Schema, or any other object of the description. */
type Json = { [key: string]: unknown };

/** The shapes that have a name of their own in the description. */
const named = {
  Account,
  Connection,
  Message,
  Passkey,
  Person,
  Problem,
  Region,
  Session,
  SignedIn,
  Story,
  StoryImage,
  UploadedImage,
};

let made: Json | null = null;

/** The OpenAPI 3.1 description of the API, made from its table of routes once. */
export function openApi(): Json {
  made ??= {
    openapi: "3.1.0",
    info: {
      title: "Heartfelt",
      version: "1.0.0",
      summary: "True stories with photos, without giving away a single face.",
      description:
        "Errors are RFC 9457 problems with a code. Times are ISO 8601 UTC. Lists page by cursor and limit. Ids are opaque.",
      license: { name: "All rights reserved", identifier: "LicenseRef-Heartfelt" },
    },
    servers: [{ url: "/" }],
    tags: areas.map(({ name, about }) => ({ name, description: about })),
    paths: pathsOf(routes),
    components: {
      schemas: components(),
      securitySchemes: {
        bearer: { type: "http", scheme: "bearer", description: "The token of POST /api/auth/sign-in." },
        session: { type: "apiKey", in: "cookie", name: "__Host-heartfelt", description: "heartfelt over http." },
      },
    },
  };
  return made;
}

function pathsOf(all: readonly Route[]): Json {
  return inGroups(
    all,
    ({ path }) => path.replace(/:(\w+)/g, "{$1}"),
    (ofPath) => Object.fromEntries(ofPath.map((route) => [route.method.toLowerCase(), operation(route)])),
  );
}

/** What a group is made into, by the group's name, in the order of the first of each. */
function inGroups<Item>(items: readonly Item[], nameOf: (item: Item) => string, make: (group: Item[]) => Json): Json {
  const names = [...new Set(items.map(nameOf))];
  return Object.fromEntries(names.map((name) => [name, make(items.filter((item) => nameOf(item) === name))]));
}

function operation(route: Route): Json {
  return {
    operationId: operationId(route),
    tags: areas.filter((area) => area.routes.includes(route)).map(({ name }) => name),
    summary: route.summary,
    ...(route.description && { description: route.description }),
    security: security[route.caller],
    parameters: [
      ...parametersIn("path", z.object(route.params)),
      ...parametersIn("query", route.query ?? z.object()),
      ...(route.takesKey ? [idempotencyKey] : []),
    ],
    ...(route.body && { requestBody: requestBody(route.body) }),
    responses: { ...answersOf(route), ...refusalsOf(route) },
  };
}

const security: Record<Caller, Json[]> = {
  anyone: [],
  "visitor or viewer": [{}, { bearer: [] }, { session: [] }],
  viewer: [{ bearer: [] }, { session: [] }],
  staff: [{ bearer: [] }, { session: [] }],
  "holder of a token": [],
};

function operationId({ method, path }: Route): string {
  const words = path.split(/[^a-z]+/i).filter((word) => word !== "" && word !== "api");
  return [method.toLowerCase(), ...words.map((word) => word[0]?.toUpperCase() + word.slice(1))].join("");
}

const idempotencyKey: Json = {
  name: "Idempotency-Key",
  in: "header",
  required: false,
  description:
    "Of the client's choice, a UUID for example. The same request with the same key creates nothing more within a day: it is told of what the first made.",
  schema: { type: "string", minLength: 1, maxLength: 200 },
};

function parametersIn(where: "path" | "query", schema: z.ZodObject): Json[] {
  const { properties = {}, required = [] } = taken(schema) as { properties?: Json; required?: string[] };
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: where,
    required: where === "path" || required.includes(name),
    schema: property,
  }));
}

function requestBody(body: Body): Json {
  if (body.type === "application/json") {
    return { required: !body.isOptional, content: { [body.type]: { schema: taken(body.schema) } } };
  }
  const fields = Object.entries(body.fields);
  const properties = fields.map(([name, { holds, description }]) => [
    name,
    { type: "string", description, ...(holds === "file" && { contentMediaType: "application/octet-stream" }) },
  ]);
  const required = fields.filter(([, { isOptional }]) => !isOptional).map(([name]) => name);
  const schema = { type: "object", properties: Object.fromEntries(properties), required };
  return { required: true, content: { [body.type]: { schema } } };
}

function answersOf({ answers }: Route): Json {
  return Object.fromEntries(Object.entries(answers).map(([status, answer]) => [status, answerOf(answer)]));
}

function answerOf({ description, json, media = [], headers = {} }: Answer): Json {
  const bytes = media.map((type) => [type, {}]);
  const content = json ? [["application/json", { schema: given(json) }]] : bytes;
  const described = Object.entries(headers).map(([name, text]) => [
    name,
    { description: text, schema: { type: "string" } },
  ]);
  return {
    description,
    ...(described.length > 0 && { headers: Object.fromEntries(described) }),
    ...(content.length > 0 && { content: Object.fromEntries(content) }),
  };
}

/** The problems of a route by status: several codes may share one. */
function refusalsOf(route: Route): Json {
  const codes = problemsOf(route).filter((code) => !(problemKinds[code][0] in route.answers));
  return inGroups(codes, (code) => String(problemKinds[code][0]), refusal);
}

function refusal(codes: ProblemCode[]): Json {
  const schema = {
    allOf: [{ $ref: "#/components/schemas/Problem" }, { type: "object", properties: { code: { enum: codes } } }],
  };
  const description = codes.map((code) => `${problemKinds[code][1]} (\`${code}\`).`).join(" ");
  const wait = {
    "Retry-After": { description: "Seconds to wait.", schema: { type: "string" } },
    RateLimit: {
      description: "For each limit: how many are left, and when there are more.",
      schema: { type: "string" },
    },
    "RateLimit-Policy": { description: "For each limit: how many in how many seconds.", schema: { type: "string" } },
  };
  return {
    description,
    ...(codes.includes("rate_limited") && { headers: wait }),
    content: { "application/problem+json": { schema } },
  };
}

/** What a caller may send for a shape. */
export function taken(schema: z.ZodType): Json {
  return withoutDialect(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }));
}

const registry = z.registry<{ id: string }>();
for (const [id, schema] of Object.entries(named)) registry.add(schema, { id });

/** Where a named shape stands in the description. */
export const componentPath = "#/components/schemas/";

function components(): Json {
  const { schemas } = z.toJSONSchema(registry, { io: "output", uri: (id) => componentPath + id });
  return Object.fromEntries(Object.entries(schemas).map(([id, schema]) => [id, withoutDialect(schema)]));
}

/** What a caller is given for a shape; shapes with a name are referred to. */
export function given(schema: z.ZodType): Json {
  const id = registry.get(schema)?.id;
  if (id !== undefined) return { $ref: componentPath + id };
  const made = JSON.stringify(z.toJSONSchema(schema, { metadata: registry, io: "output", unrepresentable: "any" }));
  return withoutDialect(JSON.parse(made.replaceAll('"#/$defs/', `"${componentPath}`)) as object); // what was made above
}

/** A schema without what the description says once for all of them. */
function withoutDialect(schema: object): Json {
  const { $schema: _dialect, $id: _id, $defs: _named, ...rest } = schema as Json; // any object is one
  return rest;
}
