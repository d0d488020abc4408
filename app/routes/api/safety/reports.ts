import { NewReport } from "~/contract/report";
import { report } from "~/domain/safety/reports.server";
import { apiRoute, notFound, parseBody, problem, rateLimited, respond } from "~/http/http.server";
import { requireViewer } from "~/http/session.server";

const route = apiRoute({
  async POST({ request, context }) {
    const viewer = await requireViewer(request, context);
    const reported = await report(context.services, viewer.account.id, await parseBody(request, NewReport));
    switch (reported.kind) {
      case "reported":
        return respond({ id: reported.id }, { status: 201 });
      case "own":
        return problem("conflict", "This is your own: change or delete it instead.");
      case "limited":
        return rateLimited(reported.retryAfter);
      case "not_found":
        return notFound();
      default:
        return reported satisfies never;
    }
  },
});

export const loader = route.loader;
export const action = route.action;
