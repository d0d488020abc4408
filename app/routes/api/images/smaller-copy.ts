import { api } from "~/contract/api";
import { readSmallerCopy } from "~/domain/photos/photos.server";
import { endpoint, resource } from "~/http/endpoint.server";
import { publicPictureReply } from "~/http/public-picture.server";

export const loader = resource(
  endpoint(api.photos.readSmaller, (call) => {
    const { viewer, params, services } = call;
    return publicPictureReply(call, (rangeOf) =>
      readSmallerCopy(services, viewer?.account.id ?? null, { id: params.id, fileName: params.file, rangeOf }),
    );
  }),
);

export const action = loader;
