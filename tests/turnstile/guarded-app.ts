/** The built app with Turnstile turned on, verified by a stand-in. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { migrate } from "../../scripts/prepare.mjs";
import { freePort, serve } from "../../scripts/serve.mjs";
import { secretKey, startSiteverify, type Siteverify } from "./siteverify";

export const siteKey = "0x4AAAAAAA-a-site-key";

export interface GuardedApp {
  url: string;
  siteverify: Siteverify;
  stop: () => Promise<void>;
}

/** Serves it with an empty state of its own, in a folder that goes away with it. */
export async function serveGuarded(): Promise<GuardedApp> {
  const stateDirectory = mkdtempSync(join(tmpdir(), "heartfelt-turnstile-"));
  const siteverify = await startSiteverify();
  await migrate(stateDirectory);
  const vars = {
    TURNSTILE_SITE_KEY: siteKey,
    TURNSTILE_SECRET_KEY: secretKey,
    TURNSTILE_VERIFY_URL: siteverify.url,
  };
  const app = await serve({ port: await freePort(), stateDirectory, vars });
  return {
    url: app.url,
    siteverify,
    async stop() {
      await app.stop();
      await siteverify.close();
      rmSync(stateDirectory, { recursive: true, force: true });
    },
  };
}
