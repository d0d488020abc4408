import { uploadPhoto } from "~/domain/photos.server";
import { apiRoute, problem, rateLimited, respond } from "~/platform/http.server";
import { requireViewer } from "~/platform/session.server";
import { readUpload } from "~/platform/upload.server";

const route = apiRoute({
  async POST({ request, context }) {
    const { account } = await requireViewer(request, context);
    const uploaded = await uploadPhoto(context.services, account.id, await readUpload(request));
    switch (uploaded.kind) {
      case "stored":
        return respond(uploaded.image, { status: 201, headers: { Location: uploaded.image.blurred_url } });
      case "limited":
        return rateLimited(uploaded.retryAfter);
      case "refused":
        return problem(uploaded.code, uploaded.detail, { errors: { [uploaded.field]: [uploaded.detail] } });
      default:
        return uploaded satisfies never;
    }
  },
});

export const loader = route.loader;
export const action = route.action;
