import { api } from "~/contract/api";
import { changeStory, deleteStory, findChangeable, readStory } from "~/domain/stories/stories.server";
import { endpoint, readingEndpoint, resource } from "~/http/endpoint.server";
import { notFound } from "~/http/problem.server";
import { photosRefused } from "~/http/refusals.server";
import { reply } from "~/http/reply.server";

export const loader = resource(
  readingEndpoint(api.stories.read, {
    read: ({ viewerId, params, services }) => readStory(services, viewerId, params.id),
    handle: ({ read: story }) => Promise.resolve(story ? reply(200, story) : notFound()),
  }),

  readingEndpoint(api.stories.update, {
    read: ({ viewerId, params, body, services }) => findChangeable(services, viewerId, { ...params, change: body }),
    async handle({ viewer, params, body, services, read: before }) {
      const changed = await changeStory(services, viewer.account.id, params.id, { ...body, before });
      switch (changed.kind) {
        case "changed":
          return reply(200, changed.story);
        case "not_found":
          return notFound();
        default:
          return photosRefused(changed);
      }
    },
  }),

  endpoint(api.stories.delete, async ({ viewer, params, services }) => {
    const isDeleted = await deleteStory(services, viewer.account.id, params.id);
    return isDeleted ? reply(204, null) : notFound();
  }),
);

export const action = loader;
