import { exportJobPath } from "~/contract/account-export";
import { api } from "~/contract/api";
import { openExport } from "~/domain/accounts/export-download.server";
import { endpoint, resource } from "~/http/endpoint.server";
import { downloadReply, reply } from "~/http/reply.server";
import { exportReadme } from "~/text/export-readme";

export const loader = resource(
  endpoint(api.account.export, async ({ viewer, services, request }) => {
    const fileName = `heartfelt-${services.now().toISOString().slice(0, 10)}.zip`;
    if (request.method === "HEAD") return downloadReply(null, fileName);
    const opened = await openExport(services, viewer, exportReadme);
    if (opened.kind === "archive") return downloadReply(opened.body, fileName);
    return reply(202, opened.job, { Location: exportJobPath });
  }),
);

export const action = loader;
