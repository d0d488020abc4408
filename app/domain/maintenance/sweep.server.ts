import { startDueErasures } from "~/domain/accounts/erasure.server";
import type { Services } from "~/domain/ports";
import { lookAtUnverified } from "~/domain/second-look/look.server";
import { moveTexts } from "./move-texts.server";
import { retention, type TableSweep } from "./retention.server";

/** The bounds of one sweep. */
export interface SweepBounds {
  /** Of all tables together: a Worker may make 1,000 in one call, and starting erasures needs some of them. */
  statements: number;
  /** Rows of one statement, and files that R2 deletes at once. */
  rows: number;
}

/** Up to 600,000 rows in an hour. */
const defaultBounds: SweepBounds = { statements: 600, rows: 1_000 };

/**
 * Starts the erasure of accounts whose deletion is due, looks at photos that were published unseen, and deletes the rows
 * that have stayed their time, each table in its turn, until nothing is due or the bounds are reached: the next sweep goes
 * on. A table that fails leaves the others alone. Rejects with the first failure at the end.
 */
export async function sweep(services: Services, bounds = defaultBounds): Promise<void> {
  const accounts = await startDueErasures(services);
  const looks = await lookAtUnverified(services);
  await startMoves(services);
  const statements = bounds.statements - (await moveTexts(services));
  const swept = await sweepTables(services, { ...bounds, statements });
  const { evidence = 0, objects = 0, photos = 0 } = Object.fromEntries(swept.rows);
  const rows = [...swept.rows.values()].reduce((sum, n) => sum + n, 0);
  services.log({
    event: "swept",
    accounts,
    evidence,
    looks,
    objects,
    photos,
    rows,
    left_over: swept.isDone ? "no" : "yes",
  });
  if (swept.failures.length > 0) throw swept.failures[0];
}

/** Where there is no database for messages alone, nothing moves. Rooms that do not answer disturb nothing: the next sweep asks again. */
async function startMoves({ messageDatabases, rooms, log, classifyFault }: Services): Promise<void> {
  if (messageDatabases.others.size === 0) return;
  try {
    await rooms.startMoves();
  } catch (error) {
    log({ event: "failed", where: "move messages", error: classifyFault(error).name });
  }
}

/** The result of a sweep: numbers of rows by the names of the table sweeps. */
interface Swept {
  rows: Map<string, number>;
  failures: unknown[];
  isDone: boolean;
}

async function sweepTables(services: Services, { statements, rows }: SweepBounds): Promise<Swept> {
  const swept: Swept = { rows: new Map(), failures: [], isDone: true };
  const all = Object.values(retention)
    .flatMap(({ sweeps }) => Object.entries(sweeps))
    .filter(([, { isNeeded }]) => isNeeded?.(services) ?? true);
  // Rows lead to files: these come last, and a fourth of the statements is theirs whatever the rows took.
  const isOfFiles = ([name]: [string, TableSweep]) => name === "objects";
  const budget = { statements: Math.ceil((statements * 3) / 4), rows };
  await takeTurns(
    services,
    all.filter((entry) => !isOfFiles(entry)),
    { budget, swept },
  );
  budget.statements += Math.floor(statements / 4);
  await takeTurns(services, all.filter(isOfFiles), { budget, swept });
  return swept;
}

/** Runs each sweep in its turn until it finds less than it may take. */
async function takeTurns(
  services: Services,
  sweeps: [string, TableSweep][],
  { budget, swept }: { budget: SweepBounds; swept: Swept },
): Promise<void> {
  let running = sweeps;
  while (running.length > 0 && budget.statements > 0) {
    const full: typeof running = [];
    for (const entry of running) {
      const [name, { statements, run }] = entry;
      budget.statements -= statements;
      try {
        const rows = await run(services, budget.rows);
        swept.rows.set(name, (swept.rows.get(name) ?? 0) + rows);
        if (rows >= budget.rows) full.push(entry);
      } catch (error) {
        swept.failures.push(error);
      }
    }
    running = full;
  }
  if (running.length > 0) swept.isDone = false;
}
