import { Link } from "@remix-run/react";
import type { Story } from "~/contract/story";
import { excerpt, readingTime, storyDate, titleOf } from "~/text/story";
import { Photo } from "./Photo";

/** A story in a list: its first photo, its start, and who tells it. */
export function StoryCard({ story, priority }: { story: Story; priority: "first" | "later" }) {
  const [photo] = story.images;
  return (
    <article className="group relative grid gap-4 sm:gap-5">
      {photo && (
        <div className="overflow-hidden rounded-photo bg-sunk shadow-card">
          <Photo
            image={photo}
            priority={priority}
            className="aspect-[4/3] w-full object-cover transition-transform duration-700 ease-out group-hover:scale-[1.015]"
          />
        </div>
      )}
      <div className="grid gap-2">
        <h2 className="text-[1.625rem] sm:text-3xl">
          <Link
            to={`/stories/${story.id}`}
            prefetch="intent"
            className="after:absolute after:inset-0 group-hover:text-accent"
          >
            {titleOf(story)}
          </Link>
        </h2>
        <p className="font-serif text-[1.0625rem] leading-relaxed text-soft">
          {excerpt(story.body, photo ? 150 : 320)}
        </p>
        <p className="flex flex-wrap gap-x-2 text-sm text-soft">
          <span className="text-ink">{story.author.display_name}</span>
          <span aria-hidden="true">·</span>
          <time dateTime={story.created_at}>{storyDate(story.created_at)}</time>
          <span aria-hidden="true">·</span>
          <span>{readingTime(story.body)}</span>
        </p>
      </div>
    </article>
  );
}
