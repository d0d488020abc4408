import { api } from "~/contract/api";
import { readPublicPhoto } from "~/domain/photos/photos.server";
import { endpoint, resource } from "~/http/endpoint.server";
import { notFound } from "~/http/problem.server";
import { fileReply } from "~/http/reply.server";

export const loader = resource(
  endpoint(api.photos.readPublic, async ({ viewer, params, services, request }) => {
    const file = await readPublicPhoto(services, viewer?.account.id ?? null, params.file);
    return file ? fileReply(request, file) : notFound();
  }),
);

export const action = loader;
