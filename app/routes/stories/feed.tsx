import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/cloudflare";
import { useLoaderData, useRouteLoaderData } from "@remix-run/react";
import { useEffect } from "react";
import type { UserId } from "~/contract/ids";
import { StoriesQuery } from "~/contract/story";
import { listFeed } from "~/domain/stories/stories.server";
import { parseQuery } from "~/http/parse.server";
import { readAhead } from "~/http/read-ahead.server";
import { findViewer } from "~/http/session.server";
import type { loader as rootLoader } from "~/root";
import { common } from "~/text/common";
import { pageMeta } from "~/text/page-meta";
import { storyText } from "~/text/story";
import { ButtonLink } from "~/ui/Button";
import { EmptyState, Notice } from "~/ui/Notice";
import { Hero } from "~/ui/Hero";
import { StoryCard } from "~/ui/StoryCard";

export const handle = { keptOffline: true };

export const meta: MetaFunction = () =>
  pageMeta({ title: `${common.name}: ${common.tagline}`, description: storyText.feedLead });

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { cursor: before = null, limit } = parseQuery(request, StoriesQuery);
  const pageFor = readAhead({ request, context }, (viewerId: UserId | null) =>
    listFeed(context.services, viewerId, { before, limit }),
  );
  const viewer = await findViewer(request, context);
  const page = await pageFor(viewer?.account.id ?? null);
  return { ...page, isFirst: before === null };
}

export default function Feed() {
  const { stories, next_cursor: next, is_incomplete: isIncomplete, isFirst } = useLoaderData<typeof loader>();
  const name = useRouteLoaderData<typeof rootLoader>("root")?.name ?? null;
  useDeleteLocalDataAfterSignOut();
  return (
    <div className="mx-auto max-w-5xl px-4 sm:px-6">
      {isFirst ? (
        <Hero isVisitor={name === null} />
      ) : (
        <h1 className="pt-12 pb-4 text-4xl sm:pt-16">{storyText.older}</h1>
      )}
      {isIncomplete && (
        <div className="mb-12">
          <Notice>{storyText.incomplete}</Notice>
        </div>
      )}
      {stories.length === 0 && !isIncomplete ? (
        <EmptyState
          title={isFirst ? storyText.emptyTitle : storyText.endTitle}
          action={isFirst && <ButtonLink to="/stories/new">{common.share}</ButtonLink>}
        >
          {isFirst ? storyText.emptyBody : storyText.endBody}
        </EmptyState>
      ) : (
        <div className="grid gap-x-10 gap-y-14 sm:grid-cols-2 sm:gap-y-16">
          {stories.map((story, index) => (
            <StoryCard
              key={story.id}
              story={story}
              size={isFirst && index === 0 ? "lead" : "usual"}
              priority={index === 0 ? "first" : "later"}
            />
          ))}
        </div>
      )}
      <Pages isFirst={isFirst} next={next} />
    </div>
  );
}

/** @param next the cursor of the next page, null on the last */
function Pages({ isFirst, next }: { isFirst: boolean; next: string | null }) {
  return (
    <nav aria-label={common.pages} className="flex justify-center gap-3 pt-16">
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
  );
}

/** Deletes drafts, conversations and kept pages from the device after signing out. */
function useDeleteLocalDataAfterSignOut(): void {
  useEffect(() => {
    if (!new URLSearchParams(location.search).has("signed-out")) return;
    const forget = async () => {
      const { forgetDevice } = await import("~/offline/forget-device");
      forgetDevice();
      history.replaceState(history.state, "", "/");
    };
    // Where the code does not arrive, the address stays: the next load of the page tries again.
    void forget().catch(() => undefined);
  }, []);
}
