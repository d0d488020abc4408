import { noCosts, type Costs } from "./costs";

/** Counts costs; what has ended and what begins tells how long the longest chain is. */
export class Meter {
  readonly costs: Costs = { ...noCosts };
  /** The length of the longest chain that has ended. */
  private chainLength = 0;
  private isAnswered = false;

  count(name: keyof Costs, by = 1): void {
    this.costs[name] += by;
  }

  /** Called when the answer is there: nobody waits for later trips. They cost as before. */
  answered(): void {
    this.isAnswered = true;
  }

  /** Counts one round trip to D1: it comes after all that ended before it began. */
  async trip<T>(statements: number, work: () => Promise<T>): Promise<T> {
    const place = this.chainLength + 1;
    this.count("statements", statements);
    if (!this.isAnswered) this.costs.tripsInRow = Math.max(this.costs.tripsInRow, place);
    try {
      return await work();
    } finally {
      this.chainLength = Math.max(this.chainLength, place);
    }
  }

  rows({ rows_read = 0, rows_written = 0 }: { rows_read?: number; rows_written?: number }): void {
    this.count("rowsRead", rows_read);
    this.count("rowsWritten", rows_written);
  }
}
