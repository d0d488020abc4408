import { ReportId } from "~/contract/ids";
import { readEvidencePhoto } from "~/domain/safety/moderation.server";
import { apiRoute, notFound, parseId, respondFile } from "~/http/http.server";
import { requireStaff } from "~/http/session.server";

const route = apiRoute({
  async GET({ request, context, params }) {
    await requireStaff(request, context);
    const file = await readEvidencePhoto(context.services, parseId(params.id, ReportId));
    return file ? respondFile(request, file) : notFound();
  },
});

export const loader = route.loader;
export const action = route.action;
