/** A screen that nobody sees, for browsers that show what they do. */
import { execFileSync } from "node:child_process";
import { signalGroup, spawnGroup } from "../../scripts/children.mjs";
import { ensureEngines } from "../../scripts/engines/install.mjs";

export interface Screen {
  /** Its name, as programs take it from the variable DISPLAY. */
  display: string;
  /** A real press of the mouse, also beside a browser's windows, in pixels. */
  press: (place: { x: number; y: number }) => void;
  close: () => void;
}

export async function openScreen(): Promise<Screen> {
  const parameters = ["-displayfd", "1", "-screen", "0", "1600x1200x24", "-nolisten", "tcp"];
  const server = spawnGroup(ensureEngines().xvfb, parameters, { stdio: ["ignore", "pipe", "ignore"] });
  const number = await new Promise<string>((resolve, reject) => {
    server.stdout?.once("data", (data) => resolve(String(data).trim()));
    server.once("close", (code) => reject(new Error(`Xvfb ended with ${code}.`)));
  });
  const display = `:${number}`;
  return {
    display,
    press: ({ x, y }) => {
      const parameters = ["mousemove", String(x), String(y), "click", "1"];
      execFileSync(ensureEngines().mouse, parameters, { env: { ...process.env, DISPLAY: display } });
    },
    close: () => signalGroup(server.pid, "SIGKILL"),
  };
}
