import { api } from "~/contract/api";
import { exportAccount } from "~/domain/accounts/export.server";
import { zipStream } from "~/domain/accounts/zip.server";
import { endpoint, resource } from "~/http/endpoint.server";
import { downloadReply } from "~/http/reply.server";
import { exportReadme } from "~/text/export-readme";

export const loader = resource(
  endpoint(api.account.export, async ({ viewer, services, request }) => {
    const fileName = `heartfelt-${services.now().toISOString().slice(0, 10)}.zip`;
    if (request.method === "HEAD") return downloadReply(null, fileName);
    return downloadReply(zipStream(exportAccount(services, viewer, exportReadme), services.now()), fileName);
  }),
);

export const action = loader;
