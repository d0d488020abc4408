import { api } from "~/contract/api";
import { readOriginal } from "~/domain/photos/photos.server";
import { endpoint, resource } from "~/http/endpoint.server";
import { notFound } from "~/http/problem.server";
import { fileReply } from "~/http/reply.server";

export const loader = resource(
  endpoint(api.photos.readOriginal, async ({ viewer, params, query, services, request }) => {
    // A visitor gets the same answer as a stranger.
    const file =
      viewer && (await readOriginal(services, viewer.account.id, { id: params.id, view: query.view ?? null }));
    return file ? fileReply(request, file) : notFound();
  }),
);

export const action = loader;
