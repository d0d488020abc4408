import { NewStory, StoriesQuery } from "~/contract/story";
import { listFeed, listOwnStories, publishStory } from "~/domain/stories.server";
import { apiRoute, parseBody, parseQuery, photoObjection, rateLimited, respond } from "~/platform/http.server";
import { findViewer, requireViewer } from "~/platform/session.server";

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

  async POST({ request, context }) {
    const { account } = await requireViewer(request, context);
    const published = await publishStory(context.services, account.id, await parseBody(request, NewStory));
    switch (published.kind) {
      case "published":
        return respond(published.story, { status: 201, headers: { Location: `/api/stories/${published.story.id}` } });
      case "limited":
        return rateLimited(published.retryAfter);
      case "not_yours":
      case "uncovered_people":
        return photoObjection(published);
      default:
        return published satisfies never;
    }
  },
});

export const loader = route.loader;
export const action = route.action;
