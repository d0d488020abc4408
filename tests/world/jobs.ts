import { eraseAccount, erasureOf } from "../../app/domain/accounts/erasure.server";
import type { Services } from "../../app/domain/ports";
import { listDueDeletions } from "../../db/queries/scheduled-deletion";
import { db } from "./services";

/** Runs of a test's erasure: no account of these tests needs more. */
const maxRuns = 50;

/** The services with erasures that are over when they have been started, by the test's clock and what it lets fail. */
export function erasingAtOnce(services: Services): Services {
  return {
    ...services,
    accountJobs: {
      ...services.accountJobs,
      startErasure: async (erasure) => {
        for (let run = 1; (await eraseAccount(services, erasure)) === "more"; run++) {
          if (run === maxRuns) throw new Error("The erasure does not end.");
        }
      },
    },
  };
}

/** Runs each erasure that is due once. Returns how many accounts are gone. */
export async function eraseDueOnce(services: Services, steps?: number): Promise<number> {
  const due = await listDueDeletions(db, services.now(), 1_000);
  const results = [];
  for (const account of due) results.push(await eraseAccount(services, await erasureOf(services, account), steps));
  return results.filter((result) => result === "erased").length;
}
