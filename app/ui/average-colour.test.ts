import fc from "fast-check";
import { thumbHashToAverageRGBA } from "thumbhash";
import { expect, test } from "vitest";
import { averageColour } from "./average-colour";

test("the mean colour of a thumbhash is the one that its package returns", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 5, maxLength: 25 }), (bytes) => {
      const { r, g, b } = thumbHashToAverageRGBA(bytes);
      const expected = `rgb(${[r, g, b].map((channel) => Math.round(channel * 255)).join(" ")})`;
      expect(averageColour(Buffer.from(bytes).toString("base64"))).toBe(expected);
    }),
  );
});
