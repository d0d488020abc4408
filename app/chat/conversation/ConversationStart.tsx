import { Link } from "@remix-run/react";
import type { Connection } from "~/contract/connection";
import { chatText } from "~/text/chat";
import { storyNameOf } from "~/text/connections";
import { WithName } from "~/ui/PersonName";

/** Where a conversation began: the story, and the note that came with the request. */
export function ConversationStart({ connection }: { connection: Connection }) {
  const { story, note, role, other } = connection;
  const name = storyNameOf(connection);
  return (
    <div className="grid w-full max-w-md gap-3 rounded-3xl border border-line bg-card p-4 shadow-card sm:p-5">
      <p className="grid gap-0.5 text-center">
        <span className="text-sm text-soft">{chatText.storyWas[role]}</span>
        {story ? (
          <Link
            to={`/stories/${story.id}`}
            className="font-serif text-lg underline decoration-line underline-offset-4 [overflow-wrap:anywhere] hover:decoration-accent"
          >
            <bdi>{name}</bdi>
          </Link>
        ) : (
          <span className="font-serif text-lg">{name}</span>
        )}
      </p>
      {note !== "" && (
        <figure className="grid gap-1">
          <figcaption className="text-sm text-soft">
            {role === "asker" ? (
              chatText.yourNote
            ) : (
              <WithName name={other.display_name}>{chatText.noteFrom(other.display_name)}</WithName>
            )}
          </figcaption>
          <blockquote dir="auto" className="story-text border-s-2 border-accent/40 ps-4 !text-base">
            {note}
          </blockquote>
        </figure>
      )}
    </div>
  );
}
