import { JobsUnreachable, type AccountJobs } from "~/domain/ports";

/** The jobs behind the binding ACCOUNT_JOBS, which lives in the script `heartfelt-api`: one object for each person. */
export function connectAccountJobs(namespace: Env["ACCOUNT_JOBS"]): AccountJobs {
  const of = (userId: string) => namespace.getByName(userId);
  return {
    startErasure: (erasure) => reach(async () => of(erasure.userId).startErasure(erasure)),
    startExport: (request) => reach(async () => of(request.userId).startExport(request)),
    findExport: (userId) => reach(async () => of(userId).findExport()),
    cancelExport: (userId) => reach(async () => of(userId).cancelExport()),
  };
}

async function reach<Answer>(call: () => Promise<Answer>): Promise<Answer> {
  try {
    return await call();
  } catch (error) {
    throw new JobsUnreachable(error);
  }
}
