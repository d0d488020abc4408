import type { Story } from "~/contract/story";
import { longDate } from "~/text/dates";
import { readingTime } from "~/text/story";
import { PersonName } from "./PersonName";

/** A story's author, date and reading time. */
export function Byline({ story, className = "text-sm" }: { story: Story; className?: string }) {
  return (
    <div className={`overflow-hidden text-soft ${className}`}>
      <p className="dotted">
        <span className="font-medium text-ink">
          <PersonName name={story.author.display_name} />
        </span>
        <time dateTime={story.created_at}>{longDate(story.created_at)}</time>
        <span>{readingTime(story.body)}</span>
      </p>
    </div>
  );
}
