/** Values for the shapes of the table: what a shape allows, with the world's objects where it wants ids. */
import fc from "fast-check";

/** JSON Schema, as far as the table's shapes use it. */
interface Shape {
  type?: string;
  properties?: Record<string, Shape>;
  required?: string[];
  items?: Shape;
  anyOf?: Shape[];
  oneOf?: Shape[];
  enum?: unknown[];
  const?: unknown;
  additionalProperties?: Shape | boolean;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  minimum?: number;
  exclusiveMinimum?: number;
  maximum?: number;
  pattern?: string;
  format?: string;
}

const absent = "{absent}";
const stories = ["{own story}", "{own story}", "{new story}", "{other story}", "{hidden story}", absent];
const photos = ["{own photo}", "{own photo}", "{free photo}", "{other photo}", "{hidden photo}", absent];
const rooms = ["{own room}", "{own room}", "{own ask}", "{other room}", absent];

/** Values by a field's name and its route's path, beyond its shape. First match counts. */
const namesOf: [field: RegExp, path: RegExp, names: string[]][] = [
  [/^token$/, /connect/, ["{chat token}", "{token}", "x"]],
  [/^refresh_token$/, /./, ["{refresh token}", "{refresh token}", "x"]],
  [/^email$/, /sign-up/, ["{new email}"]],
  [/^email$/, /./, ["{email}", "{email}", "{new email}"]],
  [/^(current_)?password$/, /sign-up/, ["a password to fuzz"]],
  [/^(current_)?password$/, /./, ["{password}", "{password}", "{password}", "no password of mine"]],
  [/^message_ids$|^message$/, /./, ["{own room}.1", "{own room}.99", "{other room}.1"]],
  [/^story$|^story_id$/, /./, stories],
  [/^photo$|^image/, /./, photos],
  [/^ask$/, /./, rooms],
  [/^file$/, /./, ["{own file}", "{other file}", "{hidden file}", "{absent}.jpg"]],
  [/id$|^cursor$/i, /sessions/, ["{session}", "{other session}", absent]],
  [/id$|^cursor$/i, /moderation/, [absent, "{own story}"]],
  [/id$/i, /connections|chat/, rooms],
  [/id$/i, /images/, photos],
  [/id$|^cursor$/i, /stories/, stories],
  [/^cursor$/, /connections/, ["{own room}", "eyJhIjoxfQ", "1700000000000_{own room}"]],
];

/** The world's objects that fit a field, or null when its shape says all. */
export function named(field: string, path: string): fc.Arbitrary<string> | null {
  const found = namesOf.find(([own, where]) => own.test(field) && where.test(path));
  return found ? fc.constantFrom(...found[2]) : null;
}

/** Any id of the world. */
export const namedIds = fc.constantFrom(
  ...[...stories, ...photos, ...rooms, "{session}", "{other session}", "{me}", "{other person}"],
);

const bigText = "y".repeat(9_000);

/** Texts that are hard to read, keep or compare. */
export const oddTexts = fc.oneof(
  fc.constantFrom(
    ...[
      "",
      " ",
      "\0",
      "a\0b",
      "\ud800",
      "a\udfffb",
      "\u202e\u2066",
      "\ufeff",
      "\r\n",
      "\u0007\u001b[31m",
      "💥👩‍👩‍👧",
      "ﷺ".repeat(400),
    ],
    ...[
      "'; DROP TABLE users; --",
      '" OR ""="',
      "%s%n",
      "../../../etc/passwd",
      "${7*7}{{7*7}}",
      "<script>alert(1)</script>",
    ],
    ...[
      "__proto__",
      "constructor",
      "null",
      "undefined",
      "NaN",
      "-0",
      "1e999",
      "e\u0301".repeat(200),
      "\u0000".repeat(50),
    ],
    bigText,
  ),
  fc.string({ unit: "binary", maxLength: 30 }),
  fc.string({ unit: "grapheme", maxLength: 200 }),
);

/** Values that a shape allows. */
export function valuesOf(shape: object, field: string, path: string): fc.Arbitrary<unknown> {
  return ofShape(shape, field, path); // the schemas of the description are JSON Schema
}

function ofShape(shape: Shape, field: string, path: string): fc.Arbitrary<unknown> {
  if (shape.const !== undefined) return fc.constant(shape.const);
  if (shape.enum) return fc.constantFrom(...shape.enum);
  const choices = shape.anyOf ?? shape.oneOf;
  if (choices) return fc.oneof(...choices.map((choice) => ofShape(choice, field, path)));
  switch (shape.type) {
    case "object":
      return objects(shape, field, path);
    case "array":
      return fc.uniqueArray(ofShape(shape.items ?? {}, field, path), {
        minLength: shape.minItems ?? 0,
        maxLength: Math.min(shape.maxItems ?? 4, 4),
      });
    case "string":
      return named(field, path) ?? texts(shape);
    case "integer":
    case "number":
      return fc.integer({
        min: shape.minimum ?? (shape.exclusiveMinimum ?? -1) + 1,
        max: Math.min(shape.maximum ?? 1_000, 2 ** 31),
      });
    case "boolean":
      return fc.boolean();
    case "null":
      return fc.constant(null);
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

function objects(shape: Shape, field: string, path: string): fc.Arbitrary<unknown> {
  if (!shape.properties) {
    const values = ofShape(typeof shape.additionalProperties === "object" ? shape.additionalProperties : {}, "", path);
    return fc.dictionary(named(field, path) ?? fc.string(), values, { maxKeys: 3 });
  }
  // What an `id` names depends on the kind beside it.
  const kind = shape.properties.kind?.const;
  const own = Object.entries(shape.properties).map(([name, property]) => {
    const values = ofShape(property, name === "id" && typeof kind === "string" ? kind : name, path);
    return [name, values] as const;
  });
  return fc.record(Object.fromEntries(own), { requiredKeys: shape.required ?? [] });
}

function texts({ minLength = 0, maxLength = 100, pattern }: Shape): fc.Arbitrary<string> {
  if (pattern) return fc.stringMatching(new RegExp(pattern));
  const plain = fc.string({ unit: "grapheme", minLength, maxLength: Math.max(minLength, Math.min(maxLength, 60)) });
  return fc.oneof(
    { weight: 5, arbitrary: plain.map((text) => `It happened ${text}`.slice(0, maxLength)) },
    { weight: 1, arbitrary: plain },
    {
      weight: 1,
      arbitrary: fc.constantFrom("x".repeat(Math.min(maxLength, 20_000)), "💥".repeat(Math.floor(maxLength / 2) || 1)),
    },
  );
}
