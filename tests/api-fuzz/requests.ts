/** Generates requests from the rows of the API's table: right ones, and right ones with something wrong. */
import fc from "fast-check";
import { z } from "zod";
import type { Endpoint } from "~/contract/endpoint";
import { brokenForms, forms, type FormPart } from "./forms";
import { bodyMutations, mutated, type Json } from "./mutations";
import { named, namedIds, oddTexts, valuesOf } from "./values";

/** Returns the JSON Schema of what a client may send. */
const inputShape = (schema: z.ZodType) => z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });

/** Who sends a request, and how they show it. */
export const callers = ["bearer", "cookie", "visitor", "signed out", "chat token", "garbage"] as const;
export type CallerName = (typeof callers)[number];

export type FuzzBody =
  | { kind: "none" }
  | { kind: "json"; value: Json; type: string }
  /** As it stands; `hex` for what is no UTF-8. */
  | { kind: "text"; text: string; type: string | null }
  | { kind: "bytes"; hex: string; type: string }
  | { kind: "form"; parts: FormPart[]; type: string; ending: string };

/** A request with the world's objects by their names, as `{own story}`: so that a seed repeats it in any world. */
export interface FuzzRequest {
  /** The row that it was made from. */
  row: string;
  method: string;
  path: string;
  query: string;
  caller: CallerName;
  headers: [name: string, value: string][];
  body: FuzzBody;
}

/** Requests about one row of the table. */
export function requestsOf(route: Endpoint): fc.Arbitrary<FuzzRequest> {
  const right = fc.record({
    row: fc.constant(`${route.method} ${route.path}`),
    method: fc.constant<string>(route.method),
    path: rightPath(route),
    query: rightQuery(route),
    caller: fc.constant<CallerName>("bearer"),
    headers: fc.constant<[string, string][]>([]),
    body: rightBody(route),
  });
  const wrongs: { weight: number; arbitrary: fc.Arbitrary<Partial<FuzzRequest>> }[] = [
    { weight: 3, arbitrary: fc.record({ body: wrongBody(route) }) },
    { weight: route.params ? 3 : 1, arbitrary: fc.record({ path: wrongPath(route) }) },
    { weight: route.query ? 4 : 1, arbitrary: fc.record({ query: wrongQuery(route) }) },
    { weight: 2, arbitrary: fc.record({ headers: oddHeaders }) },
    { weight: 1, arbitrary: fc.record({ caller: fc.constantFrom(...callers) }) },
    { weight: 1, arbitrary: fc.record({ method: fc.constantFrom(...otherMethods) }) },
  ];
  const wrong = fc
    .tuple(right, fc.oneof(...wrongs), fc.option(fc.oneof(...wrongs), { nil: {} }))
    .map(([request, one, other]) => ({ ...request, ...one, ...other }));
  return fc.oneof({ weight: 2, arbitrary: right }, { weight: 5, arbitrary: wrong });
}

/** Methods that a server may be sent, known to HTTP or not much used. */
const otherMethods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND", "MKCOL", "SEARCH"];

function rightPath({ path, params = {} }: Endpoint): fc.Arbitrary<string> {
  const values = Object.entries(params).map(([name, schema]) =>
    (named(name, path) ?? valuesOf(inputShape(schema), name, path)).map((value) => [name, String(value)] as const),
  );
  return fc
    .tuple(...values)
    .map((pairs) => pairs.reduce((text, [name, value]) => text.replace(`:${name}`, value), path));
}

/** Segments that a path should not have. */
const oddSegments = fc.oneof(
  fc.constantFrom(
    ...["%2F", "..%2f..%2f..%2fetc%2fpasswd", "%00", "%ff", "%", "%zz", ".", "..", "%2e%2e", "%5c..%5c", "null"],
    ...["undefined", "NaN", "__proto__", "constructor", "toString", "%20", "0", "-1", "1e999", "%F0%9F%92%A5", "*"],
    ...["{own story}%00", "{own story}%20", "%20{own story}", "{own story}.json", "{own story}%2F", "{own story}/"],
    ...["{own file}%00.png", "..%2F{own file}", "{own file}/..", "{OWN STORY}", "%ED%A0%80", "a%0D%0AX-Evil:%201"],
    ...["'%20OR%201=1--", "%3Cscript%3E", "x".repeat(4_000), "%41".repeat(2_000), ";a=b", ":", "@", "&", "=", "+"],
  ),
  fc.string({ unit: "grapheme", maxLength: 20 }).map(encodeSafely),
  namedIds,
);

function wrongPath({ path, params = {} }: Endpoint): fc.Arbitrary<string> {
  const names = Object.keys(params);
  const asIt = names.reduce((text, name) => text.replace(`:${name}`, "{own story}"), path);
  const misplaced = fc.tuple(fc.constantFrom("/", "//", "/.", "/%2e", ".data", "?", "%00"), fc.boolean());
  const around = misplaced.map(([text, isFirst]) => (isFirst ? `/${text}${asIt}`.replace("//?", "/?") : asIt + text));
  if (names.length === 0) return around;
  const inside = fc
    .tuple(...names.map(() => oddSegments))
    .map((segments) => names.reduce((text, name, at) => text.replace(`:${name}`, () => segments[at] ?? ""), path));
  return fc.oneof({ weight: 6, arbitrary: inside }, { weight: 1, arbitrary: around });
}

function rightQuery({ path, query }: Endpoint): fc.Arbitrary<string> {
  if (!query) return fc.constant("");
  return valuesOf(inputShape(query), "query", path).map((values) =>
    Object.entries(values as Record<string, unknown>) // an object's schema gives objects
      .map(([name, value]) => `${name}=${inQuery(String(value))}`)
      .join("&"),
  );
}

function wrongQuery({ query, path }: Endpoint): fc.Arbitrary<string> {
  const names = fc.constantFrom(
    ...Object.keys(query?.shape ?? {}),
    "cursor",
    "limit",
    "deep",
    "_data",
    "__proto__",
    "",
  );
  const values = fc.oneof(
    oddTexts.map(encodeSafely),
    fc.constantFrom("%", "%zz", "%00", "%ff", "%ED%A0%80", "1e3", "0x10", "-1", "0", "9007199254740993", "Infinity"),
    fc.constantFrom("1.5", "+5", "%205", "5;", "true", "TRUE", "[]", "null", "undefined", "x".repeat(6_000)),
    namedIds,
    named("cursor", path) ?? namedIds,
  );
  const pair = fc.tuple(names, fc.constantFrom("=", "=", "=", "[]=", ""), values).map((parts) => parts.join(""));
  return fc
    .tuple(fc.array(pair, { minLength: 1, maxLength: 4 }), fc.boolean())
    .map(([pairs, isDoubled]) => [...pairs, ...(isDoubled ? pairs.slice(0, 1) : [])].join("&"));
}

const json = "application/json";

function rightBody({ path, body }: Endpoint): fc.Arbitrary<FuzzBody> {
  if (!body) return fc.constant({ kind: "none" });
  if (body.type === "multipart/form-data") return forms;
  const whole = valuesOf(inputShape(body.schema), "body", path).map((value): FuzzBody => ({
    kind: "json",
    value,
    type: json,
  }));
  return body.isOptional ? fc.oneof(fc.constant<FuzzBody>({ kind: "none" }), whole) : whole;
}

/** Types that say something else than the body is. */
const otherTypes = fc.constantFrom(
  ...["text/plain", "application/json; charset=utf-16", "application/vnd.api+json", "APPLICATION/JSON", ""],
  ...["multipart/form-data", "multipart/form-data; boundary=", "application/x-www-form-urlencoded", "image/jpeg"],
  ...["application/jsonp", "application/json, text/html", `multipart/form-data; boundary="${"b".repeat(300)}"`],
);

function wrongBody(route: Endpoint): fc.Arbitrary<FuzzBody> {
  const broken = fc.oneof(brokenText(route), brokenForms, otherKind(route));
  if (route.body?.type !== "application/json") return broken;
  const values = fc
    .tuple(
      valuesOf(inputShape(route.body.schema), "body", route.path),
      fc.array(bodyMutations, { minLength: 1, maxLength: 3 }),
    )
    .map(([value, mutations]): FuzzBody => ({ kind: "json", value: mutated(value, mutations), type: json }));
  return fc.oneof({ weight: 4, arbitrary: values }, { weight: 2, arbitrary: broken });
}

function otherKind(route: Endpoint): fc.Arbitrary<FuzzBody> {
  return fc
    .tuple(rightBody(route), otherTypes)
    .map(([body, type]) =>
      body.kind === "json" || body.kind === "form" ? { ...body, type } : { kind: "text", text: "x", type },
    );
}

function brokenText(route: Endpoint): fc.Arbitrary<FuzzBody> {
  const cut = fc.tuple(rightBody(route), fc.nat(200), fc.constantFrom("", "}", ",", "\0", "\ufeff", "]]", '"\\ud800"'));
  const texts = cut.map(
    ([body, at, more]) => JSON.stringify(body.kind === "json" ? body.value : body).slice(0, at) + more,
  );
  const known = fc.constantFrom(
    ...["", "null", "[]", "{}", "1", '"x"', "true", "NaN", "{'a':1}", '{"a":1,}', "\ufeff{}", "// {}", "{}{}", "\0"],
    ...['{"__proto__":{"role":"staff"}}', '{"constructor":{"prototype":{"x":1}}}', '{"body":"\\ud800"}', '{"a":1e999}'],
    ..."[{".split("").map((open) => (open === "{" ? '{"a":' : open).repeat(20_000)),
    `{"body":"${"x".repeat(300_000)}"}`,
    `[${"0,".repeat(100_000)}0]`,
  );
  const text = fc
    .tuple(fc.oneof(texts, known), fc.constantFrom<string | null>(json, json, "application/json; charset=utf-8", null))
    .map(([words, type]): FuzzBody => ({ kind: "text", text: words, type }));
  const bytes = fc
    .tuple(fc.uint8Array({ maxLength: 80 }), fc.constantFrom(json, "multipart/form-data; boundary=x", "image/png"))
    .map(([data, type]): FuzzBody => ({ kind: "bytes", hex: Buffer.from(data).toString("hex"), type }));
  return fc.oneof({ weight: 3, arbitrary: text }, { weight: 1, arbitrary: bytes });
}

/** Header values as HTTP allows them: no control characters, bytes above 127 as Latin-1. */
const headerText = fc.string({
  unit: fc.constantFrom(..."abzAZ09 -_.,;:=/*\"'%+\\{}[]()<>@?&#!~\u00e9\u00ff"),
  maxLength: 40,
});

const oddHeader: fc.Arbitrary<[string, string]> = fc.oneof(
  ...Object.entries({
    Accept: ["text/html", "*/*;q=0", "image/avif", "application/json;v=2", ",,,"],
    "Accept-Language": ["xx-klingon", "*;q=2"],
    Range: ["bytes=0-", "bytes=-1", "bytes=9-1", "bytes=0-0,2-3", "bytes=99999999999-", "potatoes=1", "bytes=-0"],
    "If-None-Match": ["*", '"x"', 'W/"x"', '"', '"a","b"', "{own file}"],
    "If-Match": ["*", '"x"'],
    "If-Modified-Since": ["yesterday", "Thu, 01 Jan 1970 00:00:00 GMT"],
    Authorization: ["Bearer", "Bearer ", "Bearer x", "Bearer a.b.c", "bearer {token}", "Bearer {token}x", "Basic eDp4"],
    Cookie: [
      "heartfelt=%",
      "heartfelt=",
      "heartfelt=x; heartfelt=y",
      "__Host-heartfelt=\u00ff",
      "=",
      ";;;",
      "theme=<b>",
    ],
    "Content-Encoding": ["gzip", "br", "deflate, gzip", "x"],
    "X-Forwarded-For": ["127.0.0.1", "x".repeat(500), "::1, ::2"],
    "X-Forwarded-Proto": ["https", "javascript"],
    "X-Forwarded-Host": ["evil.example"],
    Forwarded: ["for=_x;host=evil.example;proto=gopher"],
    Origin: ["null", "https://evil.example", "https://[", "file://", "http://localhost"],
    "Sec-Fetch-Site": ["cross-site", "same-site", "none", "same-origin", "x"],
    Referer: ["https://evil.example/", "x"],
    "X-Request-Id": ["x".repeat(500), "<script>", "../..", "{absent}"],
    "X-HTTP-Method-Override": ["DELETE"],
    "Idempotency-Key": ["", "x", "{absent}", "x".repeat(2_000), '"x"'],
    "User-Agent": ["", "x".repeat(5_000), "Mozilla/5.0 (\u00e9)"],
    "CF-Connecting-IP": ["", "x", "::1", "999.0.0.1", "1.2.3.4, 5.6.7.8"],
    Purpose: ["prefetch"],
  }).map(([name, values]) => fc.tuple(fc.constant(name), fc.oneof(fc.constantFrom(...values), headerText))),
  fc.constant<[string, string]>(["Transfer-Encoding", "chunked"]),
  // One that is no name is refused before the app sees it.
  fc.constantFrom("evil.example", "localhost:1", "[::1]", "LOCALHOST").map((host): [string, string] => ["Host", host]),
);

const oddHeaders = fc.array(oddHeader, { minLength: 1, maxLength: 3 });

function encodeSafely(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

/** Encodes what may not stand in a query, and keeps the names of objects. */
function inQuery(text: string): string {
  return /^\{[\w ]+\}$/.test(text) ? text : encodeSafely(text);
}
