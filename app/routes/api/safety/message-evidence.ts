import { api } from "~/contract/api";
import { readEvidenceOfMessage } from "~/domain/safety/moderation.server";
import { endpoint, resource } from "~/http/endpoint.server";
import { notFound } from "~/http/problem.server";
import { fileReply } from "~/http/reply.server";

export const loader = resource(
  endpoint(api.safety.readMessageEvidence, async ({ params, services, request }) => {
    const file = await readEvidenceOfMessage(services, params);
    return file ? fileReply(request, file) : notFound();
  }),
);

export const action = loader;
