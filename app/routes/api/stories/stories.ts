import { api } from "~/contract/api";
import type { Story } from "~/contract/story";
import { withinLowLimit } from "~/domain/accounts/low-limits.server";
import { findChosenPhotos, listFeed, listOwnStories, publishStory, readStory } from "~/domain/stories/stories.server";
import { readingEndpoint, resource } from "~/http/endpoint.server";
import { notSignedIn } from "~/http/problem.server";
import { addressUnverified, photosRefused } from "~/http/refusals.server";
import { reply } from "~/http/reply.server";

const created = (story: Story) => reply(201, story, { Location: `/api/stories/${story.id}` });

export const loader = resource(
  readingEndpoint(api.stories.list, {
    async read({ viewerId, query, services }) {
      const { cursor: before = null, limit, mine } = query;
      if (!mine) return listFeed(services, viewerId, { before, limit });
      return viewerId && listOwnStories(services, viewerId, { before, limit });
    },
    handle: ({ read: page }) =>
      Promise.resolve(page ? reply(200, page) : notSignedIn("Sign in to list your own stories.")),
  }),

  readingEndpoint(
    api.stories.create,
    {
      read: ({ viewerId, body, services }) => findChosenPhotos(services, viewerId, body),
      async handle({ viewer, body, services, id, read: photos }) {
        const published = await withinLowLimit(services, viewer, {
          rule: "unverified_story",
          counts: "published",
          work: () => publishStory(services, viewer.account.id, { ...body, photos }, id),
        });
        if (published.kind === "address_unverified") return addressUnverified();
        return published.kind === "published" ? created(published.story) : photosRefused(published);
      },
    },
    {
      idOf: ({ id }) => id,
      async replay({ viewer, services }, id) {
        const story = await readStory(services, viewer.account.id, id);
        return story && created(story);
      },
    },
  ),
);

export const action = loader;
