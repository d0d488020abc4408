/**
 * The longest waits of the tests for what must come. A safety net for what hangs, never an assertion: a busy machine is ten times
 * slower than a quiet one, and a wait ends with its condition, not with its time.
 */

/** Milliseconds after which a test or a hook is taken for hung. */
export const testPatienceMs = 600_000;

/** Milliseconds after which a condition that a test waits for is taken for one that never comes. */
export const waitPatienceMs = 120_000;
