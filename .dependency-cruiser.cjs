/** The arrows of the layout: who may import whom. tests/architecture.test.ts runs it. */
const from = (path, pathNot) => ({ path, ...(pathNot && { pathNot }) });
const rule = (name, comment, source, target) => ({ name, comment, severity: "error", from: source, to: target });
const tests = "\\.test\\.tsx?$|^app/[^/]+/.*(test-world|memory-)";

module.exports = {
  forbidden: [
    rule(
      "no-cycles",
      "Files that need each other are one file.",
      {},
      { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    ),
    rule("contract-knows-nobody", "The vocabulary imports zod alone.", from("^app/contract", tests), {
      pathNot: "^app/contract|node_modules/zod",
    }),
    rule("ui-knows-words-only", "Components have no data access.", from("^app/(ui|text)", tests), {
      path: "^(app/(domain|platform|routes|photo|chat|passkeys)|db|workers)",
    }),
    rule(
      "browser-knows-no-server",
      "What runs in a browser imports no server code.",
      from("^app/(photo|chat|passkeys)", tests),
      {
        path: "^(app/(domain|platform|routes)|db|workers)",
      },
    ),
    rule("only-db-knows-sql", "drizzle and SQL stay in db.", from("^(app|workers)", tests), {
      path: "node_modules/drizzle",
    }),
    rule("rules-know-queries", "Rules know no route, component or worker.", from("^app/domain", tests), {
      path: "^(app/(routes|ui|photo|chat|passkeys|text)|workers|node_modules/@remix-run)",
    }),
    rule("routes-know-no-rows", "Routes ask the rules, never the database.", from("^app/routes", tests), {
      path: "^(db|workers)",
    }),
    rule(
      "originals-have-one-door",
      "Private bytes are reached through one file.",
      from("^app", "^app/(domain/photos|platform/originals)"),
      {
        path: "^app/platform/originals",
      },
    ),
    rule("rooms-know-no-pages", "The room imports the contract and queries.", from("^workers/chat-room", tests), {
      path: "^app/(?!contract)|node_modules/(@remix-run|react)",
    }),
    rule(
      "pure-is-pure",
      "Pure files import no clock, network or database.",
      from(
        "^app/(photo/(regions|redact|fill)|chat/timeline|domain/policy|platform/image-)|^workers/chat-room/(room|projection)\\.ts",
        tests,
      ),
      {
        path: "^db/client|server\\.ts$|node_modules/(?!zod)",
        dependencyTypesNot: ["type-only"],
      },
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
