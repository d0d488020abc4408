/** The database of a served app, reached from outside it. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { freePort } from "../scripts/serve.mjs";

declare module "vitest" {
  interface ProvidedContext {
    /** Where SQL for the served app's database is sent, as a JSON list of statements. */
    appSqlUrl: string;
  }
}

/** Tests run in processes of their own, and reach the app's database through this one. */
export async function listenForSql(
  runSql: (statements: string[]) => Promise<string>,
): Promise<{ url: string; server: Server }> {
  // One after the other: the app's answers do not say which question they are for.
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = (statements: string[]): Promise<string> => {
    const mine = last.then(() => runSql(statements)).catch(String);
    last = mine;
    return mine;
  };
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const outcome = await inTurn(JSON.parse(await text(request)) as string[]);
    response.writeHead(outcome === "" ? 204 : 400).end(outcome);
  };
  const server = createServer((request, response) => void answer(request, response));
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${port}`, server };
}
