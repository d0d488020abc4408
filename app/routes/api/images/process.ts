import { api } from "~/contract/api";
import { findProcessable, processPhoto } from "~/domain/second-look/look.server";
import { readingEndpoint, resource } from "~/http/endpoint.server";
import { notFound, problem } from "~/http/problem.server";
import { reply } from "~/http/reply.server";
import { finderText } from "~/text/outages";

export const loader = resource(
  readingEndpoint(api.photos.process, {
    read: ({ viewerId, body, services }) => findProcessable(services, viewerId, body.image_id),
    async handle({ viewer, services, read: found }) {
      const processed = await processPhoto(services, viewer.account.id, { found });
      switch (processed.kind) {
        case "processed":
          return reply(200, processed.image);
        case "not_found":
          return notFound();
        case "unavailable":
          return problem(
            "ai_unavailable",
            `${finderText[processed.reason]} The photo is kept: try again, or look again yourself.`,
          );
        default:
          return processed satisfies never;
      }
    },
  }),
);

export const action = loader;
