import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/cloudflare";
import { useLoaderData } from "@remix-run/react";
import { useState } from "react";
import { api } from "~/contract/api";
import { NewAsk } from "~/contract/connection";
import { StoryId, type UserId } from "~/contract/ids";
import type { Story, StoryImage } from "~/contract/story";
import { withinLowLimit, type UnverifiedAddress } from "~/domain/accounts/low-limits.server";
import {
  askToConnect,
  findAskState,
  findConnectionBetween,
  type AskResult,
} from "~/domain/connections/connections.server";
import { readStory } from "~/domain/stories/stories.server";
import { readForm } from "~/http/body.server";
import { parseId } from "~/http/parse.server";
import { notFound } from "~/http/problem.server";
import { takeLimits } from "~/http/limits.server";
import { readAhead } from "~/http/read-ahead.server";
import { findViewer, requirePageViewer } from "~/http/session.server";
import { connectionText } from "~/text/connections";
import { shortDate } from "~/text/dates";
import { unverifiedAddressText } from "~/text/unverified-address";
import { errorMeta, pageMeta, type PageWords } from "~/text/page-meta";
import { reportText } from "~/text/report";
import { excerpt, paragraphs, storyText, titleOf } from "~/text/story";
import { LazyOffer } from "~/push/LazyOffer";
import { RequestToConnect, type RequestResult } from "~/ui/RequestToConnect";
import { Button, ButtonLink } from "~/ui/Button";
import { Byline } from "~/ui/Byline";
import { Logo } from "~/ui/Logo";
import { Notice } from "~/ui/Notice";
import { Photo } from "~/ui/Photo";
import { ReportButton } from "~/reporting/ReportButton";

export const handle = { keptOffline: true };

export const meta: MetaFunction<typeof loader> = ({ data }) => {
  if (!data) return errorMeta(404);
  const { story, origin } = data;
  const [photo] = story.images;
  return [
    ...pageMeta({
      title: titleOf(story),
      description: excerpt(story.body, 150),
      // The public copy, the only picture that a page about a story may show.
      picture: photo && story.status === "published" ? previewOf(photo, origin) : null,
    }),
    { property: "og:type", content: "article" },
  ];
};

/** The largest of a photo's smaller copies: programs that preview links fetch what they show as a card. */
function previewOf(photo: StoryImage, origin: string): PageWords["picture"] {
  const { url, width, height } = photo.smaller.at(-1) ?? { ...photo, url: photo.blurred_url };
  return { url: origin + url, width, height, alt: photo.alt };
}

export async function loader({ request, context, params }: LoaderFunctionArgs) {
  const { services } = context;
  const readFor = readAhead({ request, context }, (viewerId: UserId | null) => {
    const id = parseId(params.id, StoryId);
    return Promise.all([
      readStory(services, viewerId, id),
      viewerId ? findConnectionBetween(services, viewerId, { authorOf: id }) : ("visitor" as const),
    ]);
  });
  const viewer = await findViewer(request, context);
  const viewerId = viewer?.account.id ?? null;
  const [story, standing] = await readFor(viewerId);
  if (!story) throw notFound();
  return { story, isMine: viewerId === story.author.id, standing, viewerId, origin: new URL(request.url).origin };
}

/** Asks the author to connect. */
export async function action({ request, context, params }: ActionFunctionArgs): Promise<RequestResult | null> {
  const viewer = await requirePageViewer(request, context);
  const note = String((await readForm(request)).get("note") ?? "");
  const id = StoryId.safeParse(params.id);
  if (!id.success) return { problem: connectionText.ask.gone, note };
  const ask = NewAsk.safeParse({ story_id: id.data, note });
  if (!ask.success) return { problem: ask.error.issues[0]?.message ?? connectionText.ask.hint, note };
  const [rate, state] = await Promise.all([
    takeLimits(api.connections.create, { viewer, services: context.services, request }),
    findAskState(context.services, viewer.account.id, id.data),
  ]);
  if (rate.kind === "limited") return { problem: connectionText.ask.limited(rate.retryAfterSeconds), note };
  const asked = await withinLowLimit(context.services, viewer, {
    rule: "unverified_ask",
    counts: "asked",
    work: () => askToConnect(context.services, viewer.account.id, { ...ask.data, state }),
  });
  const problem = problemOf(asked);
  return problem === null ? null : { problem, note };
}

/** Why an ask could not be made; null when the page, as it comes anew, says how the two stand. */
function problemOf(asked: AskResult | UnverifiedAddress): string | null {
  switch (asked.kind) {
    case "asked":
    case "already_connected":
    case "own_story":
      return null;
    case "not_found":
      return connectionText.ask.gone;
    case "address_unverified":
      return unverifiedAddressText.limited;
    case "too_many_asks":
      return connectionText.ask.tooMany;
    case "cooling_off":
      return connectionText.ask.coolingOff(shortDate(asked.until.toISOString()));
    default:
      return asked satisfies never;
  }
}

export default function StoryPage() {
  const { story, isMine, standing, viewerId } = useLoaderData<typeof loader>();
  const hasAsked = standing !== null && standing !== "visitor" && standing.role === "asker";
  const [first, ...others] = story.images;
  const canReport = !isMine && standing !== "visitor";
  return (
    <article className="mx-auto grid max-w-2xl gap-8 px-4 pt-10 sm:px-6 sm:pt-16">
      {story.status === "unpublished" && <Notice>{storyText.unpublished}</Notice>}
      {story.held_reason !== undefined && (
        <Notice title={storyText.heldTitle}>{storyText.held(story.held_reason)}</Notice>
      )}
      <StoryHeader story={story} isMine={isMine} />
      {first && <Figure image={first} priority="first" canReport={canReport} />}
      <div className="story-text">
        {paragraphs(story.body).map((paragraph, index) => (
          <p key={index} dir="auto">
            {paragraph}
          </p>
        ))}
      </div>
      {others.map((image) => (
        <Figure key={image.id} image={image} priority="later" canReport={canReport} />
      ))}
      {!isMine && <RequestToConnect story={story} standing={standing} />}
      {hasAsked && viewerId && <LazyOffer account={viewerId} />}
      <footer className="grid justify-items-center gap-6 pt-6">
        {canReport && <ReportButton kind="story" id={story.id} />}
        {standing === "visitor" && (
          <ButtonLink to={`/sign-in?next=/stories/${story.id}`} look="plain">
            {reportText.signIn}
          </ButtonLink>
        )}
        <Logo size={22} />
        <ButtonLink to="/" look="quiet">
          {storyText.more}
        </ButtonLink>
      </footer>
    </article>
  );
}

function StoryHeader({ story, isMine }: { story: Story; isMine: boolean }) {
  return (
    <header className="grid gap-4">
      <h1 dir="auto" className="text-4xl sm:text-5xl">
        {titleOf(story)}
      </h1>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <Byline story={story} className="text-base" />
        {isMine && (
          <ButtonLink to={`/stories/${story.id}/edit`} look="quiet">
            {storyText.edit}
          </ButtonLink>
        )}
      </div>
    </header>
  );
}

interface FigureProps {
  image: StoryImage;
  priority: "first" | "later";
  canReport: boolean;
}

/** A photo as others see it; its author may look at the original in its place. */
function Figure({ image, priority, canReport }: FigureProps) {
  const [showsOriginal, setShowsOriginal] = useState(false);
  return (
    <figure className="grid gap-2 sm:-mx-8">
      {showsOriginal && image.original_url ? (
        <img src={image.original_url} alt={image.alt} className="w-full rounded-photo bg-sunk shadow-card" />
      ) : (
        <Photo
          image={image}
          priority={priority}
          sizes="(min-width: 45rem) 43rem, calc(100vw - 2rem)"
          className="h-auto w-full rounded-photo shadow-card"
        />
      )}
      <figcaption className="flex flex-wrap items-center justify-between gap-2 text-sm text-soft sm:px-8">
        <span>{image.faces_detected > 0 && storyText.facesCovered(image.faces_detected)}</span>
        {canReport && <ReportButton kind="photo" id={image.id} className="-me-3 ms-auto" />}
        {image.original_url && (
          <Button
            look="plain"
            className="-me-3 ms-auto"
            aria-pressed={showsOriginal}
            onClick={() => setShowsOriginal(!showsOriginal)}
          >
            {showsOriginal ? storyText.showCopy : storyText.showOriginal}
          </Button>
        )}
      </figcaption>
    </figure>
  );
}
