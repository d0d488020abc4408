import fc from "fast-check";

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
