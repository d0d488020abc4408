/** The database of a served app, made and reached from outside it. */
import { cpSync, existsSync, renameSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { migrate } from "../scripts/prepare.mjs";
import { freePort } from "../scripts/serve.mjs";
import { fingerprint } from "../scripts/workers.mjs";

declare module "vitest" {
  interface ProvidedContext {
    /** Where SQL for the served app's database is sent, as a JSON list of statements. */
    appSqlUrl: string;
  }
}

/** Copies into a folder an empty database with all migrations, which is made once: to make it anew takes a suite seconds. */
export async function migrateCopied(state: string): Promise<void> {
  const migrated = join(".tmp/migrated", fingerprint(["db/migrations"]));
  if (!existsSync(migrated)) {
    const draft = `${migrated}-${process.pid}`;
    await migrate(draft);
    // Another suite may have been first.
    if (existsSync(migrated)) rmSync(draft, { recursive: true });
    else renameSync(draft, migrated);
  }
  cpSync(migrated, state, { recursive: true });
}

/** Tests run in processes of their own, and reach the app's database through this one. */
export async function listenForSql(
  runSql: (statements: string[]) => Promise<string>,
): Promise<{ url: string; server: Server }> {
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const outcome = await runSql(JSON.parse(await text(request)) as string[]).catch(String);
    response.writeHead(outcome === "" ? 204 : 400).end(outcome);
  };
  const server = createServer((request, response) => void answer(request, response));
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${port}`, server };
}
