import { expect, test } from "vitest";
import { placeOf } from "./placement";

const id = "0198c0de-0000-7000-8000-000000000001";
const placesAmong = (kind: "MESSAGES_DB" | "STORIES_DB") =>
  [1, 2, 3, 8, 34].map((count) => placeOf(kind, id, [...Array(count).keys()]));

test("the places stay what they were: a changed hash would move every conversation and every text", () => {
  expect(placesAmong("MESSAGES_DB")).toEqual([0, 0, 0, 6, 19]);
  expect(placesAmong("STORIES_DB")).toEqual([0, 0, 0, 3, 9]);
});

test("one kind's places say nothing about the other's: a database that is full of one is not full of both", () => {
  const ids = Array.from({ length: 1_000 }, (_, n) => `${id}${n}`);
  const same = ids.filter((key) => placeOf("MESSAGES_DB", key, [0, 1]) === placeOf("STORIES_DB", key, [0, 1]));
  expect(Math.abs(same.length - 500)).toBeLessThan(5 * Math.sqrt(250));
});
