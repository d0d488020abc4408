import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/cloudflare";
import { useLoaderData } from "@remix-run/react";
import { StoryId } from "~/contract/ids";
import { readStory } from "~/domain/stories/stories.server";
import { Composer } from "~/composer/Composer";
import { parseId } from "~/http/parse.server";
import { notFound } from "~/http/problem.server";
import { readAhead } from "~/http/read-ahead.server";
import { requirePageViewer } from "~/http/session.server";
import { composerText } from "~/text/composer";
import { pageMeta } from "~/text/page-meta";

export const handle = { keptOffline: true };

export const meta: MetaFunction = () => [
  ...pageMeta({ title: composerText.editTitle, description: composerText.lead }),
  { name: "robots", content: "noindex" },
];

export async function loader({ request, context, params }: LoaderFunctionArgs) {
  const storyFor = readAhead({ request, context }, (viewerId) =>
    readStory(context.services, viewerId, parseId(params.id, StoryId)),
  );
  const { account } = await requirePageViewer(request, context);
  const story = await storyFor(account.id);
  if (story?.author.id !== account.id) throw notFound();
  return { story };
}

export default function EditStory() {
  const { story } = useLoaderData<typeof loader>();
  return <Composer key={story.id} story={story} author={story.author.id} />;
}
