import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/cloudflare";
import { useLoaderData } from "@remix-run/react";
import { useState } from "react";
import { StoryId } from "~/contract/ids";
import type { StoryImage } from "~/contract/story";
import { readStory } from "~/domain/stories.server";
import { notFound, parseId } from "~/platform/http.server";
import { findViewer } from "~/platform/session.server";
import { errorMeta, pageMeta } from "~/text/page-meta";
import { excerpt, paragraphs, storyText, titleOf } from "~/text/story";
import { Button, ButtonLink } from "~/ui/Button";
import { Byline } from "~/ui/Byline";
import { Logo } from "~/ui/Logo";
import { Notice } from "~/ui/Notice";
import { Photo } from "~/ui/Photo";

export const meta: MetaFunction<typeof loader> = ({ data }) => {
  if (!data) return errorMeta(404);
  const { story, origin } = data;
  const [photo] = story.images;
  return [
    ...pageMeta({
      title: titleOf(story),
      description: excerpt(story.body, 150),
      // The public copy, the only picture that a page about a story may show.
      picture: photo && story.status === "published" ? { url: origin + photo.blurred_url, alt: photo.alt } : null,
    }),
    { property: "og:type", content: "article" },
  ];
};

export async function loader({ request, context, params }: LoaderFunctionArgs) {
  const viewer = await findViewer(request, context);
  const story = await readStory(context.services, viewer?.account.id ?? null, parseId(params.id, StoryId));
  if (!story) throw notFound();
  return { story, isMine: viewer?.account.id === story.author.id, origin: new URL(request.url).origin };
}

export default function StoryPage() {
  const { story, isMine } = useLoaderData<typeof loader>();
  const [first, ...others] = story.images;
  return (
    <article className="mx-auto grid max-w-2xl gap-8 px-4 pt-10 sm:px-6 sm:pt-16">
      {story.status === "unpublished" && <Notice>{storyText.unpublished}</Notice>}
      <header className="grid gap-4">
        <h1 className="text-4xl sm:text-5xl">{titleOf(story)}</h1>
        <div className="flex flex-wrap items-center justify-between gap-3">
          <Byline story={story} className="text-base" />
          {isMine && (
            <ButtonLink to={`/stories/${story.id}/edit`} look="quiet">
              {storyText.edit}
            </ButtonLink>
          )}
        </div>
      </header>
      {first && <Figure image={first} priority="first" />}
      <div className="story-text">
        {paragraphs(story.body).map((paragraph, index) => (
          <p key={index}>{paragraph}</p>
        ))}
      </div>
      {others.map((image) => (
        <Figure key={image.id} image={image} priority="later" />
      ))}
      <footer className="grid justify-items-center gap-6 pt-6">
        <Logo size={22} />
        <ButtonLink to="/" look="quiet">
          {storyText.more}
        </ButtonLink>
      </footer>
    </article>
  );
}

/** A photo as others see it; its author may look at the original in its place. */
function Figure({ image, priority }: { image: StoryImage; priority: "first" | "later" }) {
  const [showsOriginal, setShowsOriginal] = useState(false);
  return (
    <figure className="grid gap-2 sm:-mx-8">
      {showsOriginal && image.original_url ? (
        <img src={image.original_url} alt={image.alt} className="w-full rounded-photo bg-sunk shadow-card" />
      ) : (
        <Photo image={image} priority={priority} className="h-auto w-full rounded-photo shadow-card" />
      )}
      <figcaption className="flex flex-wrap items-center justify-between gap-2 text-sm text-soft sm:px-8">
        <span>{image.faces_detected > 0 && storyText.facesCovered(image.faces_detected)}</span>
        {image.original_url && (
          <Button
            look="plain"
            className="-mr-3 ml-auto"
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
