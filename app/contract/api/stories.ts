import { defineEndpoint } from "../endpoint";
import { StoryId } from "../ids";
import { NewStory, StoriesQuery, Story, StoryChange, StoryPage } from "../story";

export const stories = {
  list: defineEndpoint({
    method: "GET",
    path: "/api/stories",
    summary: "List the feed, or the caller's own stories",
    description: "mine=true requires a signed-in caller and includes unpublished stories.",
    caller: "visitor or viewer",
    query: StoriesQuery,
    answers: { 200: { description: "A page, newest first.", json: StoryPage } },
  }),
  create: defineEndpoint({
    method: "POST",
    path: "/api/stories",
    summary: "Publish a story",
    description:
      "Each photo is looked at first, if it was not yet. Uncovered faces come back with 409 and their ids, until they are covered or listed in confirmed_face_ids. Where the look is not available (503), photos that the author has checked are listed in confirmed_image_ids; they are looked at later.",
    caller: "viewer",
    body: { type: "application/json", schema: NewStory },
    creates: StoryId,
    limits: ["story"],
    answers: { 201: { description: "The story.", json: Story, headers: { Location: "The story's path." } } },
    problems: ["uncovered_people", "ai_unavailable", "conflict", "address_unverified"],
    example: `-H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' -d '{"title": "One day", "body": "It happened.", "image_ids": []}'`,
  }),
  read: defineEndpoint({
    method: "GET",
    path: "/api/stories/:id",
    summary: "Get a story",
    caller: "visitor or viewer",
    params: { id: StoryId },
    answers: { 200: { description: "The story.", json: Story } },
  }),
  update: defineEndpoint({
    method: "PATCH",
    path: "/api/stories/:id",
    summary: "Change, unpublish or publish a story",
    description:
      "Fields that are left out stay as they are. Photos that are taken out are deleted. Photos that are added, and all photos of a story that is published again, are looked at first, as when a story is published.",
    caller: "viewer",
    params: { id: StoryId },
    body: { type: "application/json", schema: StoryChange },
    answers: { 200: { description: "The story, as changed.", json: Story } },
    problems: ["uncovered_people", "ai_unavailable", "conflict", "rate_limited"],
  }),
  delete: defineEndpoint({
    method: "DELETE",
    path: "/api/stories/:id",
    summary: "Delete a story and its photos",
    caller: "viewer",
    params: { id: StoryId },
    answers: { 204: { description: "Deleted, with both files of each photo." } },
  }),
};
