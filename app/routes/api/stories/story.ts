import { StoryId } from "~/contract/ids";
import { StoryChange } from "~/contract/story";
import { changeStory, deleteStory, readStory } from "~/domain/stories/stories.server";
import { apiRoute, notFound, parseBody, parseId, photoObjection, respond, respondEmpty } from "~/http/http.server";
import { findViewer, requireViewer } from "~/http/session.server";

const route = apiRoute({
  async GET({ request, context, params }) {
    const viewer = await findViewer(request, context);
    const story = await readStory(context.services, viewer?.account.id ?? null, parseId(params.id, StoryId));
    return story ? respond(story) : notFound();
  },

  async PATCH({ request, context, params }) {
    const { account } = await requireViewer(request, context);
    const id = parseId(params.id, StoryId);
    const changed = await changeStory(context.services, account.id, id, await parseBody(request, StoryChange));
    switch (changed.kind) {
      case "changed":
        return respond(changed.story);
      case "not_found":
        return notFound();
      case "not_yours":
      case "uncovered_people":
        return photoObjection(changed);
      default:
        return changed satisfies never;
    }
  },

  async DELETE({ request, context, params }) {
    const { account } = await requireViewer(request, context);
    const isDeleted = await deleteStory(context.services, account.id, parseId(params.id, StoryId));
    return isDeleted ? respondEmpty() : notFound();
  },
});

export const loader = route.loader;
export const action = route.action;
