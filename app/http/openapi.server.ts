/** The OpenAPI 3.1 description of the API, generated from its table. */
import { z } from "zod";
import { createDocument, type ZodOpenApiObject, type ZodOpenApiOperationObject } from "zod-openapi";
import { Account, Person, SignedIn } from "~/contract/account";
import { allEndpoints, areas } from "~/contract/api";
import { Message } from "~/contract/chat";
import { Connection } from "~/contract/connection";
import { problemsOf, type AnswerSpec, type Caller, type Endpoint, type RequestBodySpec } from "~/contract/endpoint";
import { Passkey } from "~/contract/passkey";
import { Region } from "~/contract/photo";
import { Problem, problemKinds, type ProblemCode } from "~/contract/problem";
import { Session } from "~/contract/session";
import { Story, StoryImage, UploadedImage } from "~/contract/story";
import { bookmarkHeader } from "./bookmark.server";
import { isReadNearby } from "./nearby-reads.server";

type OpenApiDocument = ReturnType<typeof createDocument>;

/** Schemas that have a name in the description, and are referred to wherever they are used. */
const named = {
  ...{ Account, Connection, Message, Passkey, Person, Problem, Region },
  ...{ Session, SignedIn, Story, StoryImage, UploadedImage },
};
for (const [id, schema] of Object.entries(named)) z.globalRegistry.add(schema, { id });

let document: OpenApiDocument | null = null;

/** Returns the description, generated on the first call. */
export function openApi(): OpenApiDocument {
  document ??= createDocument({
    openapi: "3.1.0",
    info: {
      title: "Heartfelt",
      version: "1.0.0",
      description:
        "True stories with photos, without giving away a single face. Errors are RFC 9457 problems with a code. Times are ISO 8601 UTC. Lists page by cursor and limit. Ids are opaque. Each answer to a bearer token has the header Heartfelt-Bookmark: sent back with a later read, it lets a copy of the database nearby answer, which has all that the caller wrote and read before.",
      license: { name: "All rights reserved", identifier: "LicenseRef-Heartfelt" },
    },
    servers: [{ url: "/" }],
    tags: areas.map(({ name, about }) => ({ name, description: about })),
    paths: paths(),
    components: {
      schemas: { Problem },
      securitySchemes: {
        bearer: { type: "http", scheme: "bearer", description: "The token of POST /api/auth/sign-in." },
        session: { type: "apiKey", in: "cookie", name: "__Host-heartfelt", description: "heartfelt over http." },
      },
    },
  });
  return document;
}

function paths(): ZodOpenApiObject["paths"] {
  const byPath: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const row of allEndpoints) {
    (byPath[row.path.replace(/:(\w+)/g, "{$1}")] ??= {})[row.method.toLowerCase()] = operation(row);
  }
  return byPath;
}

const security: Record<Caller, Record<string, string[]>[]> = {
  anyone: [],
  "visitor or viewer": [{}, { bearer: [] }, { session: [] }],
  viewer: [{ bearer: [] }, { session: [] }],
  staff: [{ bearer: [] }, { session: [] }],
  "holder of a token": [],
};

const IdempotencyKey = z.string().min(1).max(200).optional().meta({
  description:
    "Chosen by the client, a UUID for example. For a day, the same request with the same key creates nothing more and gets the first answer again.",
});

const Bookmark = z.string().optional().meta({
  description:
    "From the newest answer that the client got. A copy of the database nearby may then answer, if it is at least as new. Without one, or with one that is not ours, the newest state answers.",
});

function operation(row: Endpoint): ZodOpenApiOperationObject {
  return {
    operationId: operationId(row),
    tags: areas.filter(({ endpoints }) => endpoints.includes(row)).map(({ name }) => name),
    summary: row.summary,
    ...(row.description !== undefined && { description: row.description }),
    security: security[row.caller],
    requestParams: {
      ...(row.params && { path: z.object(row.params) }),
      ...(row.query && { query: row.query }),
      ...(row.creates && { header: z.object({ "Idempotency-Key": IdempotencyKey }) }),
      ...(isReadNearby(row) && { header: z.object({ [bookmarkHeader]: Bookmark }) }),
    },
    ...(row.body && { requestBody: requestBody(row.body) }),
    responses: { ...answers(row), ...refusals(row) },
  };
}

function operationId({ method, path }: Endpoint): string {
  const words = path.split(/[^a-z]+/i).filter((word) => word !== "" && word !== "api");
  return [method.toLowerCase(), ...words.map((word) => word[0]?.toUpperCase() + word.slice(1))].join("");
}

function requestBody({ type, schema, isOptional = false }: RequestBodySpec) {
  return { required: !isOptional, content: { [type]: { schema } } };
}

function answers(row: Endpoint) {
  return Object.fromEntries(Object.entries(row.answers).map(([status, answer]) => [status, response(answer)]));
}

function response({ description, json, media, headers }: AnswerSpec) {
  const bytes = media && Object.fromEntries(media.map((type) => [type, {}]));
  const content = json ? { "application/json": { schema: json } } : bytes;
  return { description, ...(headers && { headers: described(headers) }), ...(content && { content }) };
}

function described(headers: Readonly<Record<string, string>>) {
  const schema = { type: "string" as const };
  return Object.fromEntries(Object.entries(headers).map(([name, description]) => [name, { description, schema }]));
}

/** The problems of an endpoint by status: several codes may share one. */
function refusals(row: Endpoint) {
  const codes = problemsOf(row);
  const statuses = new Set(codes.map((code) => problemKinds[code][0]).filter((status) => !(status in row.answers)));
  return Object.fromEntries(
    [...statuses].map((status) => [String(status), refusal(codes.filter((code) => problemKinds[code][0] === status))]),
  );
}

const rateHeaders = {
  "Retry-After": "Seconds to wait.",
  RateLimit: "For each limit: how many calls are left, and when there are more.",
  "RateLimit-Policy": "For each limit: how many calls in how many seconds.",
};

function refusal(codes: readonly ProblemCode[]) {
  const schema = {
    allOf: [
      { $ref: "#/components/schemas/Problem" },
      { type: "object" as const, properties: { code: { enum: [...codes] } } },
    ],
  };
  return {
    description: codes.map((code) => `${problemKinds[code][1]} (\`${code}\`).`).join(" "),
    ...(codes.includes("rate_limited") && { headers: described(rateHeaders) }),
    content: { "application/problem+json": { schema } },
  };
}
