/** A line to the served app that can be cut and mended: a network that comes and goes, for browsers that cannot be told. */
import { connect, createServer, type AddressInfo, type Socket } from "node:net";

export interface Line {
  origin: string;
  /** Transfers that are under way break, and new ones are refused. */
  cut(): void;
  mend(): void;
  close(): Promise<void>;
}

export async function openLine(appUrl: string): Promise<Line> {
  const port = Number(new URL(appUrl).port);
  const open = new Set<Socket>();
  let isCut = false;
  const server = createServer((near) => {
    if (isCut) return void near.destroy();
    const far = connect(port, "127.0.0.1");
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(one);
      one.on("error", () => other.destroy());
      one.on("close", () => {
        open.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const breakAll = () => {
    for (const socket of open) socket.destroy();
  };
  return {
    origin: `http://localhost:${(server.address() as AddressInfo).port}`, // it listens on a port
    cut: () => {
      isCut = true;
      breakAll();
    },
    mend: () => {
      isCut = false;
    },
    close: () => {
      breakAll();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
