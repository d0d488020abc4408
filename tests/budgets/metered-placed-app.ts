import type { TestProject } from "vitest/node";
import { serveMetered } from "./metered-app";

/** Serves the metered app with one database for messages and one for stories. */
export default function setup(project: TestProject) {
  return serveMetered(project, ["MESSAGES_DB_0", "STORIES_DB_0"]);
}
