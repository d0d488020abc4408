import { vi } from "vitest";

/** A WebSocket whose other end is the test. */
export class FakeWebSocket extends EventTarget {
  readyState = 0;
  /** All that was sent on it. */
  readonly sent: string[] = [];

  send(words: string): void {
    this.sent.push(words);
  }

  close(): void {
    this.readyState = 3;
  }

  /** Opens it; the server speaks at once where its first words are given. */
  open(firstWords?: string): void {
    this.readyState = 1;
    this.dispatchEvent(new Event("open"));
    if (firstWords !== undefined) this.deliver(firstWords);
  }

  deliver(data: string): void {
    this.dispatchEvent(new MessageEvent("message", { data }));
  }

  /** Resolves once what follows from it has run; with fake timers no time passes. */
  async closeFromServer(code: number): Promise<void> {
    this.readyState = 3;
    this.dispatchEvent(Object.assign(new Event("close"), { code }));
    await vi.advanceTimersByTimeAsync(0);
  }
}
