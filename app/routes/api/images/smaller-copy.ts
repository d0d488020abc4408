import { api } from "~/contract/api";
import { readSmallerCopy } from "~/domain/photos/photos.server";
import { endpoint, resource } from "~/http/endpoint.server";
import { notFound } from "~/http/problem.server";
import { rangeOf as requestedRange } from "~/http/range.server";
import { fileOrPartReply } from "~/http/reply.server";

export const loader = resource(
  endpoint(api.photos.readSmaller, async ({ viewer, params: { id, file: fileName }, services, request }) => {
    const rangeOf = (sizeBytes: number) => requestedRange(request.headers, sizeBytes);
    const file = await readSmallerCopy(services, viewer?.account.id ?? null, { id, fileName, rangeOf });
    return file ? fileOrPartReply(request, file) : notFound();
  }),
);

export const action = loader;
