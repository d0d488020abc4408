import { readPublicPhoto } from "~/domain/photos/photos.server";
import { apiRoute, notFound, respondFile } from "~/http/http.server";
import { findViewer } from "~/http/session.server";

const route = apiRoute({
  async GET({ request, context, params }) {
    const viewer = await findViewer(request, context);
    const file = await readPublicPhoto(context.services, viewer?.account.id ?? null, params.file ?? "");
    return file ? respondFile(request, file) : notFound();
  },
});

export const loader = route.loader;
export const action = route.action;
