import { parseArgs } from "node:util";
import tsconfigPaths from "vite-tsconfig-paths";
import { defineConfig, type TestProjectInlineConfiguration } from "vitest/config";
import { makeVapidKeys } from "./scripts/vapid-keys.mjs";
import { testPatienceMs, waitPatienceMs } from "./tests/patience";

const inWorkerd = "**/*.workerd.test.ts";
const inBrowser = "**/*.browser.test.ts";

/** All projects but the one in workerd. */
const otherProjects = new Set(["unit", "http", "budgets", "placed", "pages", "browser", "engines"]);

/** Tests of the served app that speak HTTP to it. */
const overHttp = [
  "tests/{api,attack,browser-side,commands,handshakes}/**/*.test.ts",
  "tests/access-matrix/access-matrix.test.ts",
  "tests/api-fuzz/fuzz.test.ts",
  "tests/faults/database-down.test.ts",
  "tests/replicas/replicas.test.ts",
];

const patience = {
  testTimeout: testPatienceMs,
  hookTimeout: testPatienceMs,
  expect: { poll: { timeout: waitPatienceMs } },
};

/**
 * A reset between files, or an eviction that a test asks for, cuts off what a room or an inbox still had under way. Where that was
 * the object's own work, as in a timer, nobody is left who could hear of it.
 */
function isOfCutOffWork({ message }: { message: string }): boolean {
  return /^Application called (abort|delete)AllDurableObjects\(\)\.$/.test(message);
}

/** How the projects run that have one browser or one served app: one file after the other. */
const oneByOne = { ...patience, environment: "node", fileParallelism: false };
const served = { ...oneByOne, globalSetup: ["tests/e2e/served-app.ts"] };

/** Istanbul, because workerd has no V8 coverage. The served app's suites run built code, which is not counted. */
const coverage = {
  provider: "istanbul" as const,
  include: ["{app,db,workers}/**/*.{ts,tsx}"],
  exclude: ["**/*.test.{ts,tsx}", "**/*.d.ts"],
  reportsDirectory: ".tmp/coverage",
  reporter: ["text-summary", "json-summary", "html"],
  // A little under what is reached: raise it with the tests.
  thresholds: { statements: 69, branches: 61, functions: 62, lines: 69 },
};

/** Names of projects that are asked for, as `--project unit` does; none where all are. */
const { project: asked = [] } = parseArgs({
  options: { project: { type: "string", multiple: true } },
  strict: false,
}).values;

/**
 * The project in workerd, unless others alone are asked for: to load what it runs in takes three seconds of a core.
 */
async function roomsProject(): Promise<TestProjectInlineConfiguration[]> {
  if (asked.length > 0 && asked.every((name) => otherProjects.has(String(name)))) return [];
  const { cloudflareTest, readD1Migrations } = await import("@cloudflare/vitest-pool-workers");
  const migrations = await readD1Migrations("db/migrations");
  const messagesMigrations = await readD1Migrations("db/messages-migrations");
  const storiesMigrations = await readD1Migrations("db/stories-migrations");
  return [
    {
      plugins: [
        tsconfigPaths(),
        cloudflareTest({
          wrangler: { configPath: "workers/chat-room/wrangler.toml" },
          miniflare: {
            // A test binds as many of them as databases of messages or stories as it is about.
            d1Databases: ["SPARE_DB_0", "SPARE_DB_1", "SPARE_DB_2"],
            bindings: {
              MIGRATIONS: migrations,
              MESSAGES_MIGRATIONS: messagesMigrations,
              STORIES_MIGRATIONS: storiesMigrations,
              SEED: process.env.SEED ?? "",
              ...makeVapidKeys(),
              VAPID_SUBJECT: "mailto:staff@heartfelt.example",
            },
          },
        }),
      ],
      test: {
        ...patience,
        name: "chat-room",
        isolate: false,
        // Each line that an object logs would be a call to the runner, which never ends when the object is reset meanwhile: the
        // run waits for all of them.
        disableConsoleIntercept: true,
        include: [
          `{workers/account-jobs,workers/chat-room,workers/inbox,tests/chat-history,tests/account-data,tests/connections,tests/d1-costs,tests/faults,tests/limits,tests/message-databases,tests/retention,tests/rules,tests/story-databases}/${inWorkerd}`,
        ],
        setupFiles: ["tests/workers/reset-and-migrate.ts"],
      },
    },
  ];
}

/** Eight projects, from the cheapest to the dearest: each test lives in the lowest that can catch its fault. "pages" runs modules
 * in Chromium without the app, "http" speaks to the served app, "browser" uses it in Chromium; "engines", in Firefox and WebKit,
 * is a command of its own. */
export default defineConfig(async () => {
  return {
    test: {
      coverage,
      onUnhandledError: (error: { message: string }) => !isOfCutOffWork(error),
      provide: { howMany: process.env.RUNS === "full" ? ("full" as const) : ("usual" as const) },
      projects: [
        {
          plugins: [tsconfigPaths()],
          test: {
            ...patience,
            name: "unit",
            environment: "node",
            // Pure modules may share a process: loading each file's imports anew took a third of the time.
            pool: "threads",
            isolate: false,
            include: ["{app,db,workers,scripts,tests}/**/*.test.{ts,tsx}"],
            exclude: [inWorkerd, inBrowser, ...overHttp, "tests/{budgets,e2e,engines}/**", "node_modules/**"],
          },
        },
        ...(await roomsProject()),
        // Its helpers take two seconds of a core to load, and keep nothing that another file could change.
        { plugins: [tsconfigPaths()], test: { ...served, name: "http", include: overHttp, isolate: false } },
        {
          plugins: [tsconfigPaths()],
          test: {
            ...served,
            name: "budgets",
            globalSetup: ["tests/budgets/metered-app.ts"],
            include: ["tests/budgets/{budgets,picture-cache}.test.ts"],
          },
        },
        {
          plugins: [tsconfigPaths()],
          test: {
            ...served,
            name: "placed",
            globalSetup: ["tests/budgets/metered-placed-app.ts"],
            include: ["tests/budgets/placed.test.ts"],
          },
        },
        {
          plugins: [tsconfigPaths()],
          test: {
            ...oneByOne,
            name: "pages",
            globalSetup: ["tests/faces/built-models.ts"],
            include: [`tests/${inBrowser}`],
          },
        },
        {
          plugins: [tsconfigPaths()],
          test: {
            ...served,
            name: "browser",
            // One process for all files, and so one browser: tests/e2e/world.ts.
            isolate: false,
            include: ["tests/e2e/**/*.test.ts"],
          },
        },
        {
          plugins: [tsconfigPaths()],
          test: { ...served, name: "engines", include: ["tests/engines/**/*.test.ts"] },
        },
      ],
    },
  };
});
