import { expect, test } from "vitest";
import { faultAt } from "./check-health.mjs";
import { parseDeployOptions } from "./options.mjs";
import { deployedIn } from "./wrangler.mjs";

/** Answers in turn, the last one for ever; time passes with the pauses alone. */
function world(...answers: (Response | Error)[]) {
  let asked = 0;
  let time = 0;
  return {
    fetch: async () => {
      const answer = answers[Math.min(asked++, answers.length - 1)]!;
      if (answer instanceof Error) throw answer;
      return answer.clone();
    },
    now: () => time,
    pause: async (ms: number) => void (time += ms),
    asked: () => asked,
  };
}

const well = Response.json({ status: "ok" });
const failing = Response.json(
  { status: "failing", parts: { chat: { status: "failing", detail: "deploy the rooms" }, images: { status: "ok" } } },
  { status: 503 },
);

test("a deployment that is well after some attempts has no fault", async () => {
  const surroundings = world(new TypeError("fetch failed", { cause: new Error("no certificate") }), failing, well);
  expect(await faultAt("https://stories.test", {}, surroundings)).toBe(null);
  expect(surroundings.asked()).toBe(3);
});

test("a deployment that stays unwell is named with the parts that fail", async () => {
  expect(await faultAt("https://stories.test", {}, world(failing))).toBe("chat fails: deploy the rooms");
  expect(await faultAt("https://stories.test", {}, world(new Response("", { status: 404 })))).toBe("it answered 404");
  const unreachable = world(new TypeError("fetch failed", { cause: new Error("ENOTFOUND") }));
  expect(await faultAt("https://stories.test", {}, unreachable)).toBe("it did not answer (ENOTFOUND)");
});

test("what wrangler reports of itself names the version and the addresses", () => {
  const report = [
    { type: "wrangler-session" },
    { type: "deploy", version_id: "v", targets: ["https://x.workers.dev", "schedule: 17 * * * *"] },
  ];
  expect(deployedIn(`${report.map((entry) => JSON.stringify(entry)).join("\n")}\n`)).toEqual({
    versionId: "v",
    addresses: ["https://x.workers.dev"],
  });
  expect(deployedIn("")).toEqual({ versionId: null, addresses: [] });
});

test("the command line says what to do, or one sentence", () => {
  expect(parseDeployOptions(["--dry-run"])).toEqual({ kind: "dry_run", environments: ["staging", "production"] });
  expect(parseDeployOptions(["--env", "staging", "--gradual", "10"])).toEqual({
    kind: "gradual",
    environment: "staging",
    address: null,
    percentage: 10,
  });
  for (const wrong of [[], ["--env", "prod"], ["--env", "staging", "--gradual", "0"], ["--what"]]) {
    expect(() => parseDeployOptions(wrong), wrong.join(" ")).toThrow(/--/);
  }
});
