import type { StoryId } from "~/contract/ids";
import { NewStory, StoriesQuery, type Story } from "~/contract/story";
import {
  listFeed,
  listOwnStories,
  publishStory,
  readStory,
  type PublishStoryResult,
} from "~/domain/stories/stories.server";
import { apiRoute, parseBody, parseQuery, photoObjection, rateLimited, respond } from "~/http/http.server";
import { once, type Made } from "~/http/idempotency.server";
import { findViewer, requireViewer } from "~/http/session.server";

const route = apiRoute({
  async GET({ request, context }) {
    const { cursor: before = null, limit, mine } = parseQuery(request, StoriesQuery);
    if (mine) {
      const { account } = await requireViewer(request, context);
      return respond(await listOwnStories(context.services, account.id, { before, limit }));
    }
    const viewer = await findViewer(request, context);
    return respond(await listFeed(context.services, viewer?.account.id ?? null, { before, limit }));
  },

  async POST(call) {
    const { request, context } = call;
    const { account } = await requireViewer(request, context);
    const story = await parseBody(request, NewStory);
    return once(call, {
      userId: account.id,
      body: [JSON.stringify(story)],
      make: async (id) => outcome(await publishStory(context.services, account.id, story, id as StoryId)),
      find: async (id) => {
        const found = await readStory(context.services, account.id, id as StoryId);
        return found && created(found);
      },
    });
  },
});

function created(story: Story): Response {
  return respond(story, { status: 201, headers: { Location: `/api/stories/${story.id}` } });
}

function outcome(published: PublishStoryResult): Made {
  switch (published.kind) {
    case "published":
      return { kind: "made", id: published.story.id, answer: created(published.story) };
    case "limited":
      return { kind: "refused", answer: rateLimited(published.retryAfter) };
    case "not_yours":
    case "uncovered_people":
      return { kind: "refused", answer: photoObjection(published) };
    default:
      return published satisfies never;
  }
}

export const loader = route.loader;
export const action = route.action;
