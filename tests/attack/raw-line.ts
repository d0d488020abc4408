/** A connection on which an attacker writes what they like, as slowly as they like. */
import { connect, type Socket } from "node:net";
import { expect } from "vitest";
import { url } from "../api/client";

export const { host } = new URL(url);

export class RawLine {
  /** All that came back, a character a byte. */
  text = "";
  isClosed = false;
  private readonly socket: Socket;

  constructor() {
    const { hostname, port } = new URL(url);
    this.socket = connect(Number(port), hostname);
    this.socket.setNoDelay(true);
    this.socket.on("data", (data) => (this.text += data.toString("latin1")));
    this.socket.on("error", () => (this.isClosed = true)); // refused in the middle: the test sees what came before
    this.socket.on("close", () => (this.isClosed = true));
  }

  /** Resolves once the bytes have left; text is a character a byte. */
  write(bytes: string | Uint8Array): Promise<void> {
    const data = typeof bytes === "string" ? Buffer.from(bytes, "latin1") : bytes;
    return new Promise((resolve) => this.socket.write(data, () => resolve()));
  }

  async writeByteByByte(bytes: string | Uint8Array): Promise<void> {
    const data = typeof bytes === "string" ? Buffer.from(bytes, "latin1") : bytes;
    for (const byte of data) await this.write(Uint8Array.of(byte));
  }

  /** Statuses of the answers that came, in order. */
  statuses(): number[] {
    return [...this.text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status));
  }

  /** The status of the first answer; 0 when the connection was closed without one. */
  async status(): Promise<number> {
    await expect.poll(() => this.statuses().length > 0 || this.isClosed, { interval: 10 }).toBe(true);
    return this.statuses()[0] ?? 0;
  }

  /** Waits until the server has closed the connection. */
  async closed(): Promise<void> {
    await expect.poll(() => this.isClosed, { interval: 10 }).toBe(true);
  }

  hangUp(): void {
    this.socket.destroy();
  }
}
