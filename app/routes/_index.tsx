import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/cloudflare";
import { useLoaderData, useRouteLoaderData } from "@remix-run/react";
import { useEffect } from "react";
import { StoriesQuery } from "~/contract/story";
import { listFeed } from "~/domain/stories.server";
import { parseQuery } from "~/platform/http.server";
import { findViewer } from "~/platform/session.server";
import type { loader as rootLoader } from "~/root";
import { common } from "~/text/common";
import { storyText } from "~/text/story";
import { ButtonLink } from "~/ui/Button";
import { EmptyState } from "~/ui/Notice";
import { StoryCard } from "~/ui/StoryCard";

export const meta: MetaFunction = () => [
  { title: `${common.name}: ${common.tagline}` },
  { name: "description", content: storyText.feedLead },
];

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { cursor: before = null, limit } = parseQuery(request, StoriesQuery);
  const viewer = await findViewer(request, context);
  const page = await listFeed(context.services, viewer?.account.id ?? null, { before, limit });
  return { ...page, isFirst: before === null };
}

export default function Feed() {
  const { stories, next_cursor: next, isFirst } = useLoaderData<typeof loader>();
  const name = useRouteLoaderData<typeof rootLoader>("root")?.name ?? null;
  useForgetfulSignOut();
  return (
    <div className="mx-auto max-w-5xl px-4 sm:px-6">
      {isFirst && <Opening isVisitor={name === null} />}
      {stories.length === 0 ? (
        <EmptyState title={storyText.emptyTitle} action={<ButtonLink to="/stories/new">{common.share}</ButtonLink>}>
          {storyText.emptyBody}
        </EmptyState>
      ) : (
        <div className="grid gap-x-10 gap-y-14 pt-8 sm:grid-cols-2 sm:gap-y-16">
          {stories.map((story, index) => (
            <StoryCard key={story.id} story={story} priority={index < 2 ? "first" : "later"} />
          ))}
        </div>
      )}
      <nav aria-label="Pages" className="flex justify-center gap-3 pt-16">
        {!isFirst && (
          <ButtonLink to="/" look="plain">
            {storyText.newest}
          </ButtonLink>
        )}
        {next && (
          <ButtonLink to={`/?cursor=${next}`} look="quiet">
            {storyText.older}
          </ButtonLink>
        )}
      </nav>
    </div>
  );
}

function Opening({ isVisitor }: { isVisitor: boolean }) {
  return (
    <div className="grid justify-items-start gap-5 py-12 sm:py-20">
      <h1 className="max-w-3xl text-[2.5rem] sm:text-6xl">{storyText.feedTitle}</h1>
      <p className="max-w-2xl text-lg text-soft text-pretty">{storyText.feedLead}</p>
      {isVisitor && (
        <div className="flex flex-wrap gap-2">
          <ButtonLink to="/sign-up">{common.share}</ButtonLink>
          <ButtonLink to="/how-it-works" look="plain">
            {common.how}
          </ButtonLink>
        </div>
      )}
    </div>
  );
}

/** After signing out nothing of a draft or a conversation stays on the device. */
function useForgetfulSignOut(): void {
  useEffect(() => {
    if (!new URLSearchParams(location.search).has("signed-out")) return;
    for (const database of ["heartfelt-chat", "heartfelt-drafts"]) indexedDB.deleteDatabase(database);
    history.replaceState(history.state, "", "/");
  }, []);
}
