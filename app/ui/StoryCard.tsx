import { Link } from "@remix-run/react";
import type { Story } from "~/contract/story";
import { excerpt, titleOf } from "~/text/story";
import { Photo } from "./Photo";
import { Byline } from "./Byline";

/** The room that a story has in a list. */
export type CardSize = "lead" | "usual";

/** The width of its photo for `sizes`: on a phone that of the page. */
const photoSizes: Record<CardSize, string> = {
  lead: "(min-width: 64rem) 35rem, calc(100vw - 2rem)",
  usual: "(min-width: 64rem) 30rem, (min-width: 40rem) 50vw, calc(100vw - 2rem)",
};

/** A story in a list: its first photo, its start, and who tells it. Without a photo its words are the picture. */
export function StoryCard({ story, size, priority }: { story: Story; size: CardSize; priority: "first" | "later" }) {
  const [photo] = story.images;
  if (!photo) return <WordsCard story={story} />;
  const isLead = size === "lead";
  return (
    <article
      className={`group relative grid content-start gap-4 sm:gap-5 ${isLead ? "sm:col-span-2 lg:grid-cols-[1.45fr_1fr] lg:items-center lg:gap-12" : ""}`}
    >
      <div className="overflow-hidden rounded-photo bg-sunk shadow-card">
        <Photo
          image={photo}
          priority={priority}
          sizes={photoSizes[size]}
          className="aspect-[4/3] w-full object-cover transition-transform duration-700 ease-out group-hover:scale-[1.015]"
        />
      </div>
      <div className="grid gap-2.5">
        <CardTitle story={story} look={isLead ? "text-3xl lg:text-[2.5rem]" : "text-[1.625rem]"} />
        <p dir="auto" className="font-serif text-[1.0625rem] leading-relaxed text-soft text-pretty">
          {excerpt(story.body, isLead ? 240 : 150)}
        </p>
        <Byline story={story} />
      </div>
    </article>
  );
}

/** A story of words alone. One without a title is not called by the words that follow it. */
function WordsCard({ story }: { story: Story }) {
  return (
    <article className="group relative grid content-center gap-4 rounded-photo border border-line bg-card p-7 shadow-card sm:min-h-72 sm:p-9">
      {story.title ? (
        <>
          <CardTitle story={story} look="text-[1.75rem]" />
          <p dir="auto" className="font-serif text-lg leading-relaxed text-soft text-pretty">
            {excerpt(story.body, 220)}
          </p>
        </>
      ) : (
        <h2 dir="auto" className="text-2xl leading-snug tracking-normal italic">
          <CardLink story={story}>{excerpt(story.body, 220)}</CardLink>
        </h2>
      )}
      <Byline story={story} />
    </article>
  );
}

function CardTitle({ story, look }: { story: Story; look: string }) {
  return (
    <h2 dir="auto" className={look}>
      <CardLink story={story}>{titleOf(story)}</CardLink>
    </h2>
  );
}

/** The link covers the whole card, so that a thumb finds it; its text alone is its name. */
function CardLink({ story, children }: { story: Story; children: string }) {
  return (
    <Link
      to={`/stories/${story.id}`}
      prefetch="intent"
      className="transition-colors after:absolute after:inset-0 after:rounded-photo group-hover:text-accent"
    >
      {children}
    </Link>
  );
}
