import { api } from "~/contract/api";
import { readEvidencePhoto } from "~/domain/safety/moderation.server";
import { endpoint, resource } from "~/http/endpoint.server";
import { notFound } from "~/http/problem.server";
import { fileReply } from "~/http/reply.server";

export const loader = resource(
  endpoint(api.safety.readEvidencePhoto, async ({ params, services, request }) => {
    const file = await readEvidencePhoto(services, params.id);
    return file ? fileReply(request, file) : notFound();
  }),
);

export const action = loader;
