import fc from "fast-check";
import { expect, test } from "vitest";
import { can } from "./policy";

const facts = fc.record({
  viewerId: fc.constantFrom("ana", "ben", "cleo"),
  ownerId: fc.constantFrom("ana", "ben", "cleo"),
  isRevealed: fc.boolean(),
});

test("an original is read by its owner, and by others only while it is revealed to them", () => {
  fc.assert(
    fc.property(facts, (given) => {
      expect(can("read_original", given)).toBe(given.viewerId === given.ownerId || given.isRevealed);
    }),
  );
});
