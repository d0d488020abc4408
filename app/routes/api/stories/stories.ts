import { api } from "~/contract/api";
import type { Story } from "~/contract/story";
import { withinLowLimit } from "~/domain/accounts/low-limits.server";
import { findChosenPhotos, listFeed, listOwnStories, publishStory, readStory } from "~/domain/stories/stories.server";
import { endpoint, readingEndpoint, resource } from "~/http/endpoint.server";
import { notSignedIn } from "~/http/problem.server";
import { addressUnverified, photosRefused } from "~/http/refusals.server";
import { reply } from "~/http/reply.server";

const created = (story: Story) => reply(201, story, { Location: `/api/stories/${story.id}` });

export const loader = resource(
  endpoint(api.stories.list, async ({ viewer, query, services }) => {
    const { cursor: before = null, limit, mine } = query;
    if (!mine) return reply(200, await listFeed(services, viewer?.account.id ?? null, { before, limit }));
    if (!viewer) return notSignedIn("Sign in to list your own stories.");
    return reply(200, await listOwnStories(services, viewer.account.id, { before, limit }));
  }),

  readingEndpoint(
    api.stories.create,
    {
      read: ({ viewer, body, services }) => findChosenPhotos(services, viewer.account.id, body),
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
