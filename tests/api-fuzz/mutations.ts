/** Mutations of a JSON value. */
import fc from "fast-check";
import { namedIds, oddTexts } from "./values";

export type Json = unknown;

type Mutation =
  | { do: "replace"; at: number; by: Json }
  | { do: "remove"; at: number }
  | { do: "add"; name: string; value: Json }
  | { do: "wrap"; levels: number; at: number }
  | { do: "instead"; value: Json };

const oddScalars = fc.oneof(
  fc.constantFrom<Json>(null, true, false, 0, -1, -0, 1.5, 1e308, 2 ** 53, -(2 ** 63)),
  oddTexts,
  namedIds,
);

const oddValues: fc.Arbitrary<Json> = fc.oneof(
  { weight: 4, arbitrary: oddScalars },
  { weight: 1, arbitrary: fc.array(oddScalars, { maxLength: 5 }) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  { weight: 1, arbitrary: fc.constantFrom(201, 501, 5_000).map((count) => Array<Json>(count).fill("{absent}")) },
);

const oddNames = fc.constantFrom(
  ...["__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "id", "user_id", "author_id", "role"],
  ...["status", "then", "", "\0", "\ud800", "$ref", "password", "created_at", "x".repeat(3_000)],
);

/** One thing that goes wrong. `at`: which field, counted around. */
export const bodyMutations: fc.Arbitrary<Mutation> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant("replace" as const), at: fc.nat(9), by: oddValues }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("remove" as const), at: fc.nat(9) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("add" as const), name: oddNames, value: oddValues }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("wrap" as const), levels: fc.nat(900), at: fc.nat(9) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("instead" as const), value: oddValues }) },
);

/** The value with its mutations. Names are set as own ones: `__proto__` stays a field. */
export function mutated(value: Json, mutations: Mutation[]): Json {
  return mutations.reduce(apply, value);
}

function apply(value: Json, mutation: Mutation): Json {
  if (mutation.do === "instead") return mutation.value;
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const fields = Object.entries(value);
  if (mutation.do === "add") return Object.fromEntries([...fields, [mutation.name, mutation.value]]);
  const at = fields.length === 0 ? -1 : mutation.at % fields.length;
  switch (mutation.do) {
    case "remove":
      return Object.fromEntries(fields.filter((_, index) => index !== at));
    case "replace":
      return Object.fromEntries(fields.map(([name, own], index) => [name, index === at ? mutation.by : own]));
    case "wrap":
      return Object.fromEntries(
        fields.map(([name, own], index) => [name, index === at ? nested(own, mutation.levels) : own]),
      );
    default:
      return mutation satisfies never;
  }
}

function nested(value: Json, levels: number): Json {
  let deep = value;
  for (let level = 0; level < levels; level++) deep = level % 2 === 0 ? [deep] : { a: deep };
  return deep;
}
