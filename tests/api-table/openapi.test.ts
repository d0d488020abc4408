import { createConfig, lintFromString } from "@redocly/openapi-core";
import { expect, test } from "vitest";
import { openApi } from "../../app/http/openapi.server";

test("the description of the API is OpenAPI 3.1, and a linter finds nothing to object to", async () => {
  const config = await createConfig({
    extends: ["recommended"],
    // Of the 101 that opens a socket and of the health of parts: neither is the 2xx or 4xx that the rules expect.
    rules: { "operation-2xx-response": "off", "operation-4xx-response": "off" },
  });
  const problems = await lintFromString({ source: JSON.stringify(openApi()), config });
  expect(problems.map(({ ruleId, message, location }) => `${ruleId}: ${message} ${location[0]?.pointer}`)).toEqual([]);
});

test("every shape that it refers to is there", () => {
  const text = JSON.stringify(openApi());
  const schemas = openApi().components?.schemas ?? {};
  const wanted = [...text.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name);
  expect(wanted.length).toBeGreaterThan(20);
  for (const name of wanted) expect(Object.keys(schemas)).toContain(name);
});
