import { exportAccount } from "~/domain/accounts/export.server";
import { apiRoute, rateLimited, respondDownload } from "~/http/http.server";
import { requireViewer } from "~/http/session.server";
import { zipStream } from "~/domain/accounts/zip.server";
import { exportReadme } from "~/text/export-readme";

const route = apiRoute({
  async GET({ request, context }) {
    const { services } = context;
    const viewer = await requireViewer(request, context);
    const name = `heartfelt-${services.now().toISOString().slice(0, 10)}.zip`;
    if (request.method === "HEAD") return respondDownload(null, name);
    const exported = await exportAccount(services, viewer, exportReadme);
    if (exported.kind === "limited") return rateLimited(exported.retryAfter);
    return respondDownload(zipStream(exported.files, services.now()), name);
  },
});

export const loader = route.loader;
export const action = route.action;
