import type { Story } from "~/contract/story";
import { readingTime, storyDate } from "~/text/story";

/** Who tells a story, on which day, and how long it takes to read. */
export function Byline({ story, className = "text-sm" }: { story: Story; className?: string }) {
  return (
    <p className={`flex flex-wrap items-center gap-x-2 text-soft ${className}`}>
      <span className="font-medium text-ink">{story.author.display_name}</span>
      <span aria-hidden="true">·</span>
      <time dateTime={story.created_at}>{storyDate(story.created_at)}</time>
      <span aria-hidden="true">·</span>
      <span>{readingTime(story.body)}</span>
    </p>
  );
}
