/** A command that cannot go on: its message is one sentence for the operator, with the fix. No stack is shown. */
export class Refusal extends Error {}

/**
 * Runs a command. A refusal ends it with its sentence and exit code 1; anything else is a fault and keeps its stack.
 * @param {() => Promise<void>} command
 */
export async function runCommand(command) {
  try {
    await command();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    console.error(`\n${error.message}`);
    process.exit(1);
  }
}
