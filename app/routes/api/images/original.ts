import { PhotoId } from "~/contract/ids";
import { readOriginal } from "~/domain/photos/photos.server";
import { apiRoute, notFound, parseId, respondFile } from "~/http/http.server";
import { findViewer } from "~/http/session.server";

const route = apiRoute({
  async GET({ request, context, params }) {
    const viewer = await findViewer(request, context);
    // A visitor is told what a stranger is told: that there is nothing here.
    const file = viewer && (await readOriginal(context.services, viewer.account.id, parseId(params.id, PhotoId)));
    return file ? respondFile(request, file) : notFound();
  },
});

export const loader = route.loader;
export const action = route.action;
