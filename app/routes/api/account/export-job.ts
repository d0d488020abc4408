import { exportJobPath } from "~/contract/account-export";
import { api } from "~/contract/api";
import { endpoint, resource } from "~/http/endpoint.server";
import { notFound } from "~/http/problem.server";
import { reply } from "~/http/reply.server";

export const loader = resource(
  endpoint(api.account.readExport, async ({ viewer, services }) => {
    const found = await services.accountJobs.findExport(viewer.account.id);
    return found ? reply(200, found.job) : notFound();
  }),
  endpoint(api.account.startExport, async ({ viewer, services }) => {
    const job = await services.accountJobs.startExport({ userId: viewer.account.id, sessionId: viewer.sessionId });
    return reply(202, job, { Location: exportJobPath });
  }),
  endpoint(api.account.cancelExport, async ({ viewer, services }) => {
    await services.accountJobs.cancelExport(viewer.account.id);
    return reply(204, null);
  }),
);

export const action = loader;
