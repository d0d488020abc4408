import { api } from "~/contract/api";
import { closeAfterView, openToView } from "~/domain/photos/view-once.server";
import { endpoint, resource } from "~/http/endpoint.server";
import { notFound } from "~/http/problem.server";
import { reply } from "~/http/reply.server";

export const loader = resource(
  endpoint(api.photos.openView, async ({ viewer, params, body, services }) => {
    const view = await openToView(services, viewer.account.id, { id: params.id, view: body.view });
    if (!view) return notFound();
    return reply(200, { original_url: view.originalUrl, ends_at: view.endsAt.toISOString() });
  }),

  endpoint(api.photos.closeView, async ({ viewer, params, services }) => {
    await closeAfterView(services, viewer.account.id, params.id);
    return reply(204, null);
  }),
);

export const action = loader;
