/** The arrows of the layout: who may import whom. tests/architecture.test.ts runs it. */
const from = (path, pathNot) => ({ path, ...(pathNot && { pathNot }) });
const rule = (name, comment, source, target) => ({ name, comment, severity: "error", from: source, to: target });
const tests = "\\.test\\.tsx?$";
const browser =
  "^app/(composer|face-finder|chat|inbox|offline|passkeys|push|reporting|service-worker|client|device|ui|text)/";
const server = "^(app/(domain|adapters|http|routes)/|db/|workers/)";

module.exports = {
  forbidden: [
    rule("no-cycles", "Files that need each other, be it by a type, are one file.", {}, { circular: true }),
    rule("contract-imports-zod", "The vocabulary imports zod alone.", from("^app/contract/", tests), {
      pathNot: "^app/contract/|node_modules/zod",
    }),
    rule(
      "imaging-imports-contract",
      "The imaging core is pure: contract, and two pure packages.",
      from("^app/imaging/", tests),
      {
        pathNot: "^app/(imaging|contract)/|node_modules/(thumbhash|fflate)",
      },
    ),
    rule("browser-imports-no-server", "What runs in a browser imports no server code.", from(browser, tests), {
      path: server,
    }),
    rule("ui-has-no-data", "Components and sentences have no data access.", from("^app/(ui|text)/", tests), {
      path: "^app/(composer|face-finder|chat|inbox|offline|passkeys|push|reporting|client|device|imaging)/",
    }),
    rule(
      "device-imports-idb",
      "What is kept on the device is kept without knowing what it is.",
      from("^app/device/", tests),
      {
        pathNot: "^app/device/|node_modules/idb",
      },
    ),
    rule("domain-imports-down", "Rules import ports, queries, imaging and contract.", from("^app/domain/", tests), {
      path: "^(app/(http|adapters|routes|ui|composer|face-finder|chat|inbox|offline|passkeys|push|reporting|client|device|text)/|workers/|node_modules/(@remix-run|react|uuidv7|jose))",
    }),
    rule("adapters-import-ports", "An adapter implements a port.", from("^app/adapters/", tests), {
      path: "^(app/(http|routes|ui|composer|face-finder|chat|inbox|offline|passkeys|push|reporting|client|device|text)/|app/domain/(?!ports)|db/|workers/)",
    }),
    rule("http-imports-down", "The web layer imports rules, not routes, adapters or rows.", from("^app/http/", tests), {
      path: "^(app/(adapters|routes|ui|composer|face-finder|chat|inbox|offline|passkeys|push|reporting|client|device)/|db/|workers/)",
    }),
    rule("routes-import-no-rows", "Routes ask the rules, never the database.", from("^app/routes/", tests), {
      path: "^(app/adapters/|db/|workers/)",
    }),
    rule("only-db-has-sql", "drizzle and SQL stay in db.", from("^(app|workers)/", tests), {
      path: "node_modules/drizzle",
    }),
    rule("rooms-import-no-pages", "The room imports contract and queries.", from("^workers/chat-room/", tests), {
      path: "^app/(?!contract/)|node_modules/(@remix-run|react)",
    }),
    rule("inbox-imports-no-pages", "The inbox imports contract and queries.", from("^workers/inbox/", tests), {
      path: "^app/(?!contract/)|node_modules/(@remix-run|react)",
    }),
    rule("jobs-import-no-pages", "The jobs import rules and adapters.", from("^workers/account-jobs/", tests), {
      path: "^app/(http|routes|ui|composer|face-finder|chat|inbox|offline|passkeys|push|reporting|client|device)/|node_modules/(@remix-run|react)",
    }),
    rule(
      "pure-is-pure",
      "Pure files import no clock, network or database.",
      from(
        "^app/chat/(conversation/(timeline|conversation-state|anchored-scroll)|socket/backoff)|^app/domain/photos/policy|^workers/(chat-room/(room/|projection/batch)|inbox/(core/|deliver))",
        tests,
      ),
      { path: "^db/client|server\\.ts$|node_modules/(?!zod)", dependencyTypesNot: ["type-only"] },
    ),
    rule("no-drawers", "Every file has a subject.", {}, { path: "/(utils?|helpers?|misc|common)/" }),
  ],
  options: {
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^build" },
  },
};
