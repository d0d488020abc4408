import { expect, test } from "vitest";
import { problemDetails } from "./error-messages";
import { problem } from "./problem";

test("a problem is an RFC 9457 document with the status of its code", async () => {
  const response = problem("not_found", problemDetails.no_entry);
  expect(response.status).toBe(404);
  expect(response.headers.get("Content-Type")).toBe("application/problem+json");
  expect(await response.json()).toMatchObject({ code: "not_found", status: 404, detail: problemDetails.no_entry });
});

test("426 names the protocol to upgrade to", () => {
  const response = problem("upgrade_required", problemDetails.upgrade_required);
  expect([response.status, response.headers.get("Upgrade")]).toEqual([426, "websocket"]);
});
