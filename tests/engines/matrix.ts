/** The outcome of each step of the journeys in each engine, printed at the end. */
interface Outcome {
  engine: string;
  step: string;
  seconds: number;
  came: "passed" | "failed";
}

const outcomes: Outcome[] = [];

/** Runs a step and keeps what it came to. */
export async function recordStep<Value>(engine: string, step: string, act: () => Promise<Value>): Promise<Value> {
  const began = performance.now();
  const keep = (came: Outcome["came"]) =>
    outcomes.push({ engine, step, came, seconds: (performance.now() - began) / 1_000 });
  try {
    const value = await act();
    keep("passed");
    return value;
  } catch (error) {
    keep("failed");
    throw error;
  }
}

/** Prints the steps of an engine. */
export function printMatrix(engine: string): void {
  const lines = outcomes
    .filter((outcome) => outcome.engine === engine)
    .map(({ step, came, seconds }) => `  ${came}  ${seconds.toFixed(1).padStart(5)} s  ${step}`);
  console.info([`${engine}:`, ...lines].join("\n"));
}
