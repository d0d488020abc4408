import type { Evidence } from "~/contract/report";
import { shortDateTime } from "~/text/dates";
import { moderationText as text } from "~/text/report";

const words = "[overflow-wrap:anywhere] whitespace-pre-wrap";

/** Reported content as it was at the time of the report: text as text, never as markup, and a photo from its stored copy. */
export function EvidenceView({ evidence, photoUrl }: { evidence: Evidence | null; photoUrl: string | null }) {
  if (evidence === null) return <p className="text-soft">{text.swept}</p>;
  switch (evidence.kind) {
    case "story":
      return (
        <blockquote className="grid gap-2 border-l-2 border-accent/40 pl-4">
          {evidence.title !== null && (
            <p dir="auto" className={`font-serif text-xl ${words}`}>
              {evidence.title}
            </p>
          )}
          <p dir="auto" className={words}>
            {evidence.body}
          </p>
        </blockquote>
      );
    case "photo":
      return (
        <figure className="grid gap-2">
          {photoUrl && (
            <img
              src={photoUrl}
              alt={evidence.alt}
              width={evidence.width}
              height={evidence.height}
              className="h-auto w-full rounded-photo bg-sunk"
            />
          )}
          <figcaption dir="auto" className={`text-sm text-soft ${words}`}>
            {evidence.story_title}
          </figcaption>
        </figure>
      );
    case "ask":
      return evidence.note === "" ? (
        <p className="text-soft">{text.noNote}</p>
      ) : (
        <blockquote dir="auto" className={`border-l-2 border-accent/40 pl-4 ${words}`}>
          {evidence.note}
        </blockquote>
      );
    case "message":
      return (
        <ol className="grid gap-3">
          {evidence.messages.map((message) => (
            <li key={message.created_at + message.content} className="grid gap-1 border-l-2 border-line pl-4">
              <p className="text-sm text-soft">
                {text[message.from]}, <time dateTime={message.created_at}>{shortDateTime(message.created_at)}</time>
              </p>
              <p dir="auto" className={words}>
                {message.content}
              </p>
            </li>
          ))}
        </ol>
      );
    default:
      return evidence satisfies never;
  }
}
