import { ProcessImage } from "~/contract/story";
import { processPhoto } from "~/domain/photos/photos.server";
import { apiRoute, notFound, parseBody, problem, rateLimited, respond } from "~/http/http.server";
import { requireViewer } from "~/http/session.server";
import { finderText } from "~/text/outages";

const route = apiRoute({
  async POST({ request, context }) {
    const { account } = await requireViewer(request, context);
    const { image_id: id } = await parseBody(request, ProcessImage);
    const processed = await processPhoto(context.services, account.id, id);
    switch (processed.kind) {
      case "processed":
        return respond(processed.image);
      case "not_found":
        return notFound();
      case "limited":
        return rateLimited(processed.retryAfter);
      case "unavailable":
        return problem(
          "ai_unavailable",
          `${finderText[processed.reason]} The photo is kept: try again, or look again yourself.`,
        );
      default:
        return processed satisfies never;
    }
  },
});

export const loader = route.loader;
export const action = route.action;
