/** Somebody of staff, made as the README says. */
import { inject } from "vitest";
import { runTool } from "../../scripts/run.mjs";
import { newPerson, type Person } from "./client";

/** Runs SQL in D1 as `wrangler d1 execute` does. */
export function tellDatabase(command: string): Promise<string> {
  const target = ["--local", "-c", "wrangler.local.toml", "--persist-to", inject("appState")];
  return runTool("wrangler", ["d1", "execute", "heartfelt-db", ...target, "--json", "--command", command], {
    env: { CI: "true" },
  });
}

export async function newStaff(): Promise<Person> {
  const person = await newPerson();
  await tellDatabase(`UPDATE users SET role = 'staff' WHERE email = '${person.email}'`);
  return person;
}
