/** The served app's database, for what no route can do: let time pass, make somebody staff. */
import { inject } from "vitest";
import { runTool } from "../../scripts/run.mjs";

/** Runs SQL in the app's own D1. Takes about 3 s, most of it for starting: say all of it at once. */
export async function runSql(command: string): Promise<void> {
  const target = ["--local", "-c", "wrangler.local.toml", "--persist-to", inject("appState")];
  await runTool("wrangler", ["d1", "execute", "heartfelt-db", ...target, "--command", command], {
    env: { CI: "true" },
  });
}

/** Ids as a list in SQL. */
export function listed(ids: string[]): string {
  return `(${ids.map((id) => `'${id}'`).join(", ")})`;
}
