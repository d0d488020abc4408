import { spawnGroup } from "./children.mjs";

/** The environment of everything that is started here: offline, quiet, and with its temporary files in the project. */
export const quietEnvironment = {
  ...process.env,
  CLOUDFLARE_CF_FETCH_ENABLED: "false",
  WRANGLER_SEND_METRICS: "false",
  WRANGLER_LOG_SANITIZE: "true",
};

/**
 * Runs a program of node_modules to its end. Its output is shown only when it fails.
 * @param {string} program such as "wrangler"
 * @param {string[]} parameters
 * @param {{ env?: Record<string, string>, show?: "always" | "on failure" }} [options]
 * @returns {Promise<string>} what it printed
 */
export async function runTool(program, parameters, { env = {}, show = "on failure" } = {}) {
  return run(`node_modules/.bin/${program}`, parameters, { env, show });
}

/**
 * Runs a command to its end.
 * @param {string} command
 * @param {string[]} parameters
 * @param {{ env?: Record<string, string>, show?: "always" | "on failure" }} [options]
 * @returns {Promise<string>}
 */
export function run(command, parameters, { env = {}, show = "on failure" } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawnGroup(command, parameters, {
      env: { ...quietEnvironment, ...env },
      stdio: show === "always" ? ["ignore", "inherit", "inherit"] : ["ignore", "pipe", "pipe"],
    });
    let output = "";
    child.stdout?.on("data", (data) => (output += data));
    child.stderr?.on("data", (data) => (output += data));
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0) return resolve(output);
      reject(new Error(`${command} ${parameters.join(" ")} ended with ${code}.\n${output}`));
    });
  });
}
