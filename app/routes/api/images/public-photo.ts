import { api } from "~/contract/api";
import { readPublicPhoto } from "~/domain/photos/photos.server";
import { endpoint, resource } from "~/http/endpoint.server";
import { publicPictureReply } from "~/http/public-picture.server";

export const loader = resource(
  endpoint(api.photos.readPublic, (call) => {
    const { viewer, params, services } = call;
    return publicPictureReply(call, (rangeOf) =>
      readPublicPhoto(services, viewer?.account.id ?? null, { fileName: params.file, rangeOf }),
    );
  }),
);

export const action = loader;
