import { expect, test } from "vitest";
import type { HealthFindings } from "~/domain/ports";
import { deepHealthOf } from "./health.server";

const healthy: HealthFindings = {
  database: true,
  photoStorage: true,
  rooms: true,
  inboxes: true,
  projectionLag: { rooms_behind: 3, oldest_seconds: 120 },
  finderTier: "built-in",
};

test("projections that are at most two minutes late are healthy", () => {
  const { status, parts, chat_copy_lag: lag } = deepHealthOf(healthy);
  expect([status, parts.chat_copy, lag]).toEqual(["ok", { status: "ok" }, healthy.projectionLag]);
});

test("a later projection fails, with how many rooms are behind and for how long", () => {
  const { status, parts } = deepHealthOf({ ...healthy, projectionLag: { rooms_behind: 3, oldest_seconds: 121 } });
  expect(status).toBe("failing");
  expect(parts.chat_copy.detail).toMatch(/^3 conversations wait for D1, one for 121 s/);
});

test.each([
  ["database", { database: false }],
  ["images", { photoStorage: false }],
  ["chat", { rooms: false }],
  ["inbox", { inboxes: false }],
  ["chat_copy", { projectionLag: null }],
  ["finder", { finderTier: null }],
] as const)("when %s does not answer, that part alone fails", (name, change) => {
  const { status, parts } = deepHealthOf({ ...healthy, ...change });
  expect(status).toBe("failing");
  const failing = Object.entries(parts).filter(([, part]) => part.status === "failing");
  expect(failing.map(([part]) => part)).toEqual([name]);
});
