/** The built app with mail turned on: its mails are files of its state. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startLocalMailbox } from "../../scripts/local-mailbox.mjs";
import { migrate } from "../../scripts/prepare.mjs";
import { freePort, serve } from "../../scripts/serve.mjs";

export interface MailApp {
  url: string;
  stateDirectory: string;
  stop: () => Promise<void>;
}

/** Serves it with an empty state of its own, in a folder that goes away with it. */
export async function serveWithMail(more: Record<string, string> = {}): Promise<MailApp> {
  const stateDirectory = mkdtempSync(join(tmpdir(), "heartfelt-mail-"));
  const mailbox = await startLocalMailbox(stateDirectory);
  await migrate(stateDirectory);
  const port = await freePort();
  const vars = { ...mailbox.vars(`http://localhost:${port}`), ...more };
  const app = await serve({ port, stateDirectory, vars });
  return {
    url: app.url,
    stateDirectory,
    async stop() {
      await app.stop();
      await mailbox.close();
      rmSync(stateDirectory, { recursive: true, force: true });
    },
  };
}
