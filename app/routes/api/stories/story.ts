import { api } from "~/contract/api";
import { changeStory, deleteStory, readStory } from "~/domain/stories/stories.server";
import { endpoint, resource } from "~/http/endpoint.server";
import { notFound } from "~/http/problem.server";
import { photosRefused } from "~/http/refusals.server";
import { reply } from "~/http/reply.server";

export const loader = resource(
  endpoint(api.stories.read, async ({ viewer, params, services }) => {
    const story = await readStory(services, viewer?.account.id ?? null, params.id);
    return story ? reply(200, story) : notFound();
  }),

  endpoint(api.stories.update, async ({ viewer, params, body, services }) => {
    const changed = await changeStory(services, viewer.account.id, params.id, body);
    switch (changed.kind) {
      case "changed":
        return reply(200, changed.story);
      case "not_found":
        return notFound();
      default:
        return photosRefused(changed);
    }
  }),

  endpoint(api.stories.delete, async ({ viewer, params, services }) => {
    const isDeleted = await deleteStory(services, viewer.account.id, params.id);
    return isDeleted ? reply(204, null) : notFound();
  }),
);

export const action = loader;
