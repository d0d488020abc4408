import { describe, expect, test } from "vitest";
import { z } from "zod";
import { parseId, parseQuery, parseValue } from "./parse.server";

/** Returns the problem that a function throws. */
async function problemOf(parse: () => unknown): Promise<unknown> {
  try {
    parse();
  } catch (thrown) {
    if (thrown instanceof Response) return thrown.json();
    throw thrown;
  }
  throw new Error("Nothing was thrown.");
}

const Name = z.object({ name: z.string().trim().min(1, "Enter a name."), age: z.number("Enter a number.").optional() });

describe("a value", () => {
  test("is returned as its schema reads it", () => {
    expect(parseValue({ name: " Ana " }, Name)).toEqual({ name: "Ana" });
  });

  test("that does not fit is a 422 that names each field, with the first sentence as detail", async () => {
    expect(await problemOf(() => parseValue({ name: "", age: "x" }, Name))).toMatchObject({
      status: 422,
      code: "invalid",
      detail: "name: Enter a name.",
      errors: { name: ["Enter a name."], age: ["Enter a number."] },
    });
  });

  test("that is no object at all is an error of the body", async () => {
    const problem = await problemOf(() => parseValue(null, Name));
    expect(problem).toMatchObject({ code: "invalid", errors: { body: [expect.any(String)] } });
  });
});

describe("a query", () => {
  const Query = z.object({
    limit: z.coerce.number().max(50, "At most 50.").default(20),
    cursor: z.string().optional(),
  });
  const at = (query: string) => new Request(`https://heartfelt.example/api/stories${query}`);

  test("gets the schema's defaults, and its last value where one is repeated", () => {
    expect(parseQuery(at(""), Query)).toEqual({ limit: 20 });
    expect(parseQuery(at("?limit=5&limit=7&other=1"), Query)).toEqual({ limit: 7 });
  });

  test("that does not fit is a 422", async () => {
    const problem = await problemOf(() => parseQuery(at("?limit=51"), Query));
    expect(problem).toMatchObject({ status: 422, errors: { limit: ["At most 50."] } });
  });
});

describe("an id", () => {
  test("of the wrong form answers like one that is absent: 404, not 422", async () => {
    for (const id of ["x", "", undefined]) {
      expect(await problemOf(() => parseId(id, z.uuidv7()))).toMatchObject({ status: 404, code: "not_found" });
    }
  });

  test("of the right form is returned", () => {
    const id = "0198c0de-0000-7000-8000-000000000001";
    expect(parseId(id, z.uuidv7())).toBe(id);
  });
});
