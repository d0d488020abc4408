/** An isolate of workerd, seen by DevTools' protocol: how much memory it holds, and how much CPU its code takes. */
import WebSocket from "ws";

interface HeapUsage {
  usedSize: number;
  /** Bytes of array buffers, WebAssembly's memories among them. */
  backingStorageSize?: number;
}

interface Profile {
  nodes: { id: number; callFrame: { functionName: string } }[];
  samples?: number[];
  /** Microseconds since the sample before. */
  timeDeltas?: number[];
}

/** Samples in which no code of the isolate runs. */
const waiting = new Set(["(idle)", "(program)"]);

const samplingIntervalMicroseconds = 200;

export class Inspector {
  private readonly answers = new Map<number, (result: unknown) => void>();
  private asked = 0;

  private constructor(private readonly socket: WebSocket) {
    socket.on("message", (data) => {
      const { id, result } = JSON.parse(String(data)) as { id?: number; result?: unknown };
      if (id !== undefined) this.answers.get(id)?.(result);
    });
  }

  static async open(address: string): Promise<Inspector> {
    const socket = new WebSocket(address);
    await new Promise((resolve, reject) => {
      socket.once("open", resolve);
      socket.on("error", reject);
    });
    const inspector = new Inspector(socket);
    await inspector.ask("Profiler.enable");
    await inspector.ask("Profiler.setSamplingInterval", { interval: samplingIntervalMicroseconds });
    return inspector;
  }

  /** Returns the bytes that the isolate holds: objects and array buffers, those included that the next collection frees. */
  async heldBytes(): Promise<number> {
    const { usedSize, backingStorageSize = 0 } = await this.ask<HeapUsage>("Runtime.getHeapUsage");
    return usedSize + backingStorageSize;
  }

  /** Returns the bytes that the isolate holds after a full collection, which comes with a snapshot of its objects. */
  async liveBytes(): Promise<number> {
    await this.ask("HeapProfiler.takeHeapSnapshot");
    return this.heldBytes();
  }

  /** Returns what some work answers, and the milliseconds of CPU that the isolate's code took meanwhile. */
  async timing<T>(work: () => Promise<T>): Promise<{ answer: T; cpuMs: number }> {
    await this.ask("Profiler.start");
    const answer = await work();
    const { profile } = await this.ask<{ profile: Profile }>("Profiler.stop");
    return { answer, cpuMs: cpuMsOf(profile) };
  }

  close(): void {
    this.socket.close();
  }

  private ask<Result>(method: string, params: object = {}): Promise<Result> {
    const id = ++this.asked;
    return new Promise((resolve) => {
      this.answers.set(id, (result) => {
        this.answers.delete(id);
        resolve(result as Result); // as the protocol has it for this method
      });
      this.socket.send(JSON.stringify({ id, method, params }));
    });
  }
}

function cpuMsOf({ nodes, samples = [], timeDeltas = [] }: Profile): number {
  const idle = new Set(nodes.filter(({ callFrame }) => waiting.has(callFrame.functionName)).map(({ id }) => id));
  const microseconds = samples.reduce((sum, id, at) => sum + (idle.has(id) ? 0 : (timeDeltas[at] ?? 0)), 0);
  return microseconds / 1000;
}
