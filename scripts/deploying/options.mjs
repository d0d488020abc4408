import { parseArgs } from "node:util";
import { Refusal } from "../refusal.mjs";

/** @typedef {"staging" | "production"} EnvironmentName */

/** @type {readonly EnvironmentName[]} */
export const environmentNames = ["staging", "production"];

/**
 * The task that `npm run deploy` was given. `address`: where to check it afterwards, in place of the configured domain.
 * @typedef {{ kind: "dry_run", environments: readonly EnvironmentName[] }
 *   | { kind: "roll_back", environment: EnvironmentName, address: string | null }
 *   | { kind: "deploy", environment: EnvironmentName, address: string | null }
 *   | { kind: "gradual", environment: EnvironmentName, address: string | null, percentage: number }} DeployOptions
 */

/**
 * @param {readonly string[]} parameters of the command line
 * @returns {DeployOptions}
 * @throws {Refusal}
 */
export function parseDeployOptions(parameters) {
  const { env, gradual, address = null, ...flags } = parse(parameters);
  if (flags["dry-run"]) {
    return { kind: "dry_run", environments: env === undefined ? environmentNames : [environmentNamed(env)] };
  }
  if (flags.rollback && gradual !== undefined) throw new Refusal("Choose one of --rollback and --gradual.");
  const environment = environmentNamed(env);
  if (flags.rollback) return { kind: "roll_back", environment, address };
  if (gradual === undefined) return { kind: "deploy", environment, address };
  return { kind: "gradual", environment, address, percentage: percentageOf(gradual) };
}

/**
 * @param {string | undefined} name
 * @returns {EnvironmentName}
 * @throws {Refusal}
 */
export function environmentNamed(name) {
  const found = environmentNames.find((known) => known === name);
  if (found) return found;
  const said = name === undefined ? "No environment was named" : `There is no environment "${name}"`;
  throw new Refusal(`${said}: add --env staging or --env production.`);
}

/** @param {readonly string[]} parameters */
function parse(parameters) {
  try {
    return parseArgs({
      args: [...parameters],
      options: {
        env: { type: "string" },
        "dry-run": { type: "boolean" },
        gradual: { type: "string" },
        rollback: { type: "boolean" },
        address: { type: "string" },
      },
    }).values;
  } catch (error) {
    const reason = error instanceof Error ? error.message.split(". ")[0] : String(error);
    throw new Refusal(`${reason}. Known are --env, --dry-run, --gradual, --rollback and --address.`);
  }
}

/** @param {string} text */
function percentageOf(text) {
  const percentage = Number(text);
  if (Number.isInteger(percentage) && percentage >= 1 && percentage <= 100) return percentage;
  throw new Refusal(`--gradual takes a whole number from 1 to 100, the percentage of requests: "${text}" is none.`);
}
