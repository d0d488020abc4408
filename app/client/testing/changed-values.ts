import fc from "fast-check";
import type { z } from "zod";

const anything = fc.oneof(
  fc.constantFrom<unknown>(undefined, null, true, false, 0, 7, -1, 1.5, "", "sent", "time", [], [null], {}),
  fc.string(),
);

/** Generates values like one of JSON, in which at some places something else stands, or nothing. */
export function changedIn(value: unknown): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 12, arbitrary: changedInside(value) }, anything);
}

function changedInside(value: unknown): fc.Arbitrary<unknown> {
  if (Array.isArray(value)) return fc.tuple(...value.map(changedIn));
  if (typeof value !== "object" || value === null) return fc.constant(value);
  const fields = Object.entries(value).map(([name, own]) => [name, changedIn(own)] as const);
  return fc.oneof(
    { weight: 4, arbitrary: fc.record(Object.fromEntries(fields)) },
    fc.record(Object.fromEntries(fields), { requiredKeys: [] }),
  );
}

/** A text's own form, and how large a number is: what checks by hand leave to the contract's tests. */
const insideValues = new Set(["invalid_format", "too_small", "too_big"]);

/** Returns whether a value has the form that a schema asks for, whatever is inside its texts and numbers. */
export function hasFormOf(schema: z.ZodType, value: unknown): boolean {
  const { error } = schema.safeParse(value);
  return error === undefined || error.issues.every(({ code }) => insideValues.has(code));
}
