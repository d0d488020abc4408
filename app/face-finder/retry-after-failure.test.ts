import { expect, test, vi } from "vitest";
import { retryAfterFailure } from "./retry-after-failure";

test("a successful load is shared by all calls, concurrent ones included", async () => {
  const load = vi.fn(async () => "weights");
  const loadOnce = retryAfterFailure(load);
  expect(await Promise.all([loadOnce(), loadOnce()])).toEqual(["weights", "weights"]);
  expect(await loadOnce()).toBe("weights");
  expect(load).toHaveBeenCalledTimes(1);
});

test("after a failed load the next call loads again", async () => {
  const load = vi.fn<() => Promise<string>>().mockRejectedValueOnce(new Error("offline")).mockResolvedValue("weights");
  const loadOnce = retryAfterFailure(load);
  await expect(loadOnce()).rejects.toThrow("offline");
  expect(await loadOnce()).toBe("weights");
  expect(load).toHaveBeenCalledTimes(2);
});
