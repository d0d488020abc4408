import { expect, test } from "vitest";
import { byReference } from "./dump.mjs";

test("a table comes after those that it refers to, also when they were made later", () => {
  const tables = [
    { name: "stories", sql: "CREATE TABLE `stories` (`id` text)" },
    {
      name: "images",
      sql: 'CREATE TABLE "images" (`story` text REFERENCES "stories"("id"), `connection` text REFERENCES connections(id))',
    },
    {
      name: "connections",
      sql: "CREATE TABLE `connections` (`story` text, FOREIGN KEY (`story`) REFERENCES `stories`(`id`))",
    },
    { name: "notes", sql: "CREATE TABLE `notes` (`above` text REFERENCES `notes`(`id`))" },
  ];
  expect(byReference(tables)).toEqual(["stories", "connections", "images", "notes"]);
});
