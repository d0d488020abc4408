import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/cloudflare";
import { Form, Link, useActionData, useLoaderData, useNavigation } from "@remix-run/react";
import { useState } from "react";
import { StoryId } from "~/contract/ids";
import { StoriesQuery, type Story } from "~/contract/story";
import { changeStory, deleteStory, listOwnStories } from "~/domain/stories/stories.server";
import { readForm } from "~/http/body.server";
import { parseId, parseQuery } from "~/http/parse.server";
import { notFound } from "~/http/problem.server";
import { readAhead } from "~/http/read-ahead.server";
import { requirePageViewer } from "~/http/session.server";
import { common } from "~/text/common";
import { pageMeta } from "~/text/page-meta";
import { longDate } from "~/text/dates";
import { storyText, titleOf } from "~/text/story";
import { Button, ButtonLink } from "~/ui/Button";
import { Dialog } from "~/ui/Dialog";
import { EmptyState, Notice } from "~/ui/Notice";
import { Photo } from "~/ui/Photo";

export const meta: MetaFunction = () => [
  ...pageMeta({ title: storyText.mineTitle, description: storyText.mineEmpty }),
  { name: "robots", content: "noindex" },
];

export async function loader({ request, context }: LoaderFunctionArgs) {
  const storiesOf = readAhead({ request, context }, (viewerId) => {
    const { cursor: before = null, limit } = parseQuery(request, StoriesQuery);
    return listOwnStories(context.services, viewerId, { before, limit });
  });
  const { account } = await requirePageViewer(request, context);
  return storiesOf(account.id);
}

export async function action({ request, context }: ActionFunctionArgs) {
  const { account } = await requirePageViewer(request, context);
  const form = await readForm(request);
  const id = parseId(String(form.get("id")), StoryId);
  if (form.get("act") === "delete") {
    if (!(await deleteStory(context.services, account.id, id))) throw notFound();
    return null;
  }
  const status = form.get("act") === "publish" ? "published" : "unpublished";
  const changed = await changeStory(context.services, account.id, id, { status });
  if (changed.kind === "not_found") throw notFound();
  return changed.kind === "changed" ? null : { refused: id };
}

export default function Mine() {
  const { stories, next_cursor: next, is_incomplete: isIncomplete } = useLoaderData<typeof loader>();
  return (
    <div className="mx-auto grid max-w-3xl gap-8 px-4 pt-12 sm:px-6">
      <h1 className="text-4xl">{storyText.mineTitle}</h1>
      {isIncomplete && <Notice>{storyText.incomplete}</Notice>}
      {stories.length === 0 && !isIncomplete ? (
        <EmptyState title={storyText.emptyTitle} action={<ButtonLink to="/stories/new">{common.share}</ButtonLink>}>
          {storyText.mineEmpty}
        </EmptyState>
      ) : (
        <ul className="grid divide-y divide-line">
          {stories.map((story) => (
            <Row key={story.id} story={story} />
          ))}
        </ul>
      )}
      {next && (
        <ButtonLink to={`/me?cursor=${next}`} look="quiet" className="justify-self-center">
          {storyText.older}
        </ButtonLink>
      )}
    </div>
  );
}

function Row({ story }: { story: Story }) {
  const [photo] = story.images;
  const refused = useActionData<typeof action>()?.refused;
  return (
    <li className="flex gap-4 py-5">
      {photo && (
        <Photo
          image={{ ...photo, alt: "" }}
          sizes="8rem"
          className="size-20 shrink-0 rounded-xl object-cover sm:size-24"
        />
      )}
      <div className="grid min-w-0 flex-1 content-start gap-1">
        <h2 className="text-xl">
          <Link to={`/stories/${story.id}`} className="hover:text-accent">
            <bdi>{titleOf(story)}</bdi>
          </Link>
        </h2>
        <p className="text-sm text-soft">
          <time dateTime={story.created_at}>{longDate(story.created_at)}</time>
          {story.status === "unpublished" && (
            <span className="ms-2 rounded-full bg-sunk px-2 py-0.5">{storyText.notPublished}</span>
          )}
        </p>
        <Acts story={story} />
        {refused === story.id && <RefusedNotice id={story.id} />}
      </div>
    </li>
  );
}

/** Publishing again needs the author's eyes: the questions are asked where the photos are. */
function RefusedNotice({ id }: { id: string }) {
  return (
    <Notice look="warm">
      {storyText.publishRefused}{" "}
      <Link to={`/stories/${id}/edit#settings`} className="text-accent underline underline-offset-4">
        {storyText.publishRefusedLink}
      </Link>
    </Notice>
  );
}

function Acts({ story }: { story: Story }) {
  const [isAsking, setIsAsking] = useState(false);
  const isBusy = useNavigation().state !== "idle";
  const isPublished = story.status === "published";
  return (
    <div className="-ms-3 flex flex-wrap">
      <ButtonLink to={`/stories/${story.id}/edit`} look="plain">
        {storyText.edit}
      </ButtonLink>
      <Form method="post">
        <input type="hidden" name="id" value={story.id} />
        <Button type="submit" look="plain" name="act" value={isPublished ? "unpublish" : "publish"} disabled={isBusy}>
          {isPublished ? storyText.unpublish : storyText.publish}
        </Button>
      </Form>
      <Button look="plain" className="hover:text-danger" onClick={() => setIsAsking(true)}>
        {storyText.delete}
      </Button>
      <Dialog title={storyText.deleteTitle} isOpen={isAsking} onClose={() => setIsAsking(false)}>
        <p className="mb-6 text-soft">{storyText.deleteBody}</p>
        <Form method="post" className="flex flex-wrap justify-end gap-2" onSubmit={() => setIsAsking(false)}>
          <input type="hidden" name="id" value={story.id} />
          <Button look="quiet" onClick={() => setIsAsking(false)}>
            {storyText.cancel}
          </Button>
          <Button type="submit" look="danger" name="act" value="delete">
            {storyText.deleteYes}
          </Button>
        </Form>
      </Dialog>
    </div>
  );
}
