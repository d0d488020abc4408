import { expect, test } from "vitest";
import { discardDraft } from "./discard-draft";

test("a discarded draft clears the page at once, however long its deletion from the device takes, and only once", async () => {
  let endDeletion: () => void = () => undefined;
  const deletion = new Promise<void>((resolve) => (endDeletion = resolve));
  let page = "the old story";
  const discarded = discardDraft(
    () => deletion,
    () => (page = ""),
  );
  expect(page).toBe("");
  page = "the next story";
  endDeletion();
  await discarded;
  expect(page).toBe("the next story");
});

test("a deletion that fails leaves the page cleared, and says so", async () => {
  let page = "the old story";
  const discarded = discardDraft(
    () => Promise.reject(new Error("The device is full.")),
    () => (page = ""),
  );
  await expect(discarded).rejects.toThrow("full");
  expect(page).toBe("");
});
