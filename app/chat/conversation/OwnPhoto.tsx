import { useState } from "react";
import type { Connection } from "~/contract/connection";
import type { StoryImage } from "~/contract/story";
import { chatText } from "~/text/chat";
import { moment } from "~/text/dates";
import { Button } from "~/ui/Button";
import { WithName } from "~/ui/PersonName";
import { Photo } from "~/ui/Photo";
import { useCalendar } from "~/ui/use-calendar";
import { ChangeForm } from "./ChangeForm";
import { RevealPreview } from "./RevealPreview";

interface OwnPhotoProps {
  connection: Connection;
  image: StoryImage;
  index: number;
}

/** An original of the viewer: to reveal it they first see it as the other will, and take it back with one press. */
export function OwnPhoto({ connection, image, index }: OwnPhotoProps) {
  const [isPreviewing, setIsPreviewing] = useState(false);
  const isRevealed = connection.revealed.some(({ id }) => id === image.id);
  // A preview ends once the photo is revealed: taken back, it is not asked about again.
  if (isRevealed && isPreviewing) setIsPreviewing(false);
  const described = { ...image, alt: image.alt || chatText.photo(index + 1) };
  const isAsking = isPreviewing && !isRevealed;
  return (
    <li className={isAsking ? "grid gap-3" : "flex items-center gap-4"}>
      {isAsking ? (
        <RevealPreview connection={connection} image={described} onCancel={() => setIsPreviewing(false)} />
      ) : (
        <>
          <Photo image={described} sizes="7rem" className="size-20 shrink-0 rounded-xl object-cover" />
          <div className="grid justify-items-start gap-1">
            <RevealState connection={connection} image={image} />
            {isRevealed ? (
              <ChangeForm connection={connection} image={image} act="unreveal">
                {chatText.unreveal}
              </ChangeForm>
            ) : (
              <Button look="quiet" onClick={() => setIsPreviewing(true)}>
                {chatText.reveal}
              </Button>
            )}
          </div>
        </>
      )}
    </li>
  );
}

function RevealState({ connection, image }: Pick<OwnPhotoProps, "connection" | "image">) {
  const calendar = useCalendar();
  const { display_name: name } = connection.other;
  const revealed = connection.revealed.find(({ id }) => id === image.id);
  const until = revealed?.terms === "for_24_hours" && revealed.ends_at !== null ? Date.parse(revealed.ends_at) : null;
  const sentence = !revealed
    ? chatText.isCovered(name)
    : revealed.terms === "view_once"
      ? chatText.isOnce(name)
      : until === null
        ? chatText.isRevealed(name)
        : chatText.isRevealedUntil(name, moment(until, calendar));
  return (
    <p role="status" className="text-sm text-soft">
      <WithName name={name}>{sentence}</WithName>
    </p>
  );
}
