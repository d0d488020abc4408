import { api } from "~/contract/api";
import { readPublicPhoto } from "~/domain/photos/photos.server";
import { endpoint, resource } from "~/http/endpoint.server";
import { notFound } from "~/http/problem.server";
import { rangeOf as requestedRange } from "~/http/range.server";
import { fileOrPartReply } from "~/http/reply.server";

export const loader = resource(
  endpoint(api.photos.readPublic, async ({ viewer, params, services, request }) => {
    const rangeOf = (sizeBytes: number) => requestedRange(request.headers, sizeBytes);
    const file = await readPublicPhoto(services, viewer?.account.id ?? null, { fileName: params.file, rangeOf });
    return file ? fileOrPartReply(request, file) : notFound();
  }),
);

export const action = loader;
