import { useFetcher } from "@remix-run/react";
import { useEffect, useRef, useState, type MouseEvent, type ReactNode } from "react";
import type { Connection } from "~/contract/connection";
import type { StoryImage } from "~/contract/story";
import { chatText } from "~/text/chat";
import { Button } from "~/ui/Button";
import { Notice } from "~/ui/Notice";
import { WithName } from "~/ui/PersonName";
import { Photo } from "~/ui/Photo";
import type { ActionProblem } from "../connections/ConnectionActions";

interface OwnPhotoProps {
  connection: Connection;
  image: StoryImage;
  index: number;
  isRevealed: boolean;
}

/** An original of the viewer: to reveal it they first see it as the other will, and take it back with one press. */
export function OwnPhoto({ connection, image, index, isRevealed }: OwnPhotoProps) {
  const [isPreviewing, setIsPreviewing] = useState(false);
  const { display_name: name } = connection.other;
  const described = { ...image, alt: image.alt || chatText.photo(index + 1) };
  const isAsking = isPreviewing && !isRevealed;
  return (
    <li className={isAsking ? "grid gap-3" : "flex items-center gap-4"}>
      {isAsking ? (
        <Preview connection={connection} image={described} onCancel={() => setIsPreviewing(false)} />
      ) : (
        <>
          <Photo image={described} sizes="7rem" className="size-20 shrink-0 rounded-xl object-cover" />
          <div className="grid justify-items-start gap-1">
            <p role="status" className="text-sm text-soft">
              <WithName name={name}>{isRevealed ? chatText.isRevealed(name) : chatText.isCovered(name)}</WithName>
            </p>
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

/** The original as the other will see it, and to whom it goes: only once it has loaded can it be revealed. */
function Preview({
  connection,
  image,
  onCancel,
}: Pick<OwnPhotoProps, "connection" | "image"> & { onCancel: () => void }) {
  const [isLoaded, setIsLoaded] = useState(false);
  const { display_name: name } = connection.other;
  const heading = useRef<HTMLParagraphElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <>
      <p ref={heading} tabIndex={-1} className="font-medium outline-none">
        <WithName name={name}>{chatText.willSee(name)}</WithName>
      </p>
      <img
        src={image.original_url}
        alt={image.alt}
        width={image.width}
        height={image.height}
        onLoad={() => setIsLoaded(true)}
        className="h-auto w-full rounded-photo bg-sunk"
      />
      <div className="flex flex-wrap justify-end gap-2">
        <Button look="quiet" onClick={onCancel}>
          {chatText.keepCovered}
        </Button>
        <ChangeForm connection={connection} image={image} act="reveal" isDisabled={!isLoaded}>
          <span>
            <WithName name={name}>{chatText.revealTo(name)}</WithName>
          </span>
        </ChangeForm>
      </div>
    </>
  );
}

interface ChangeFormProps extends Pick<OwnPhotoProps, "connection" | "image"> {
  act: "reveal" | "unreveal";
  isDisabled?: boolean;
  children: ReactNode;
}

function ChangeForm({ connection, image, act, isDisabled = false, children }: ChangeFormProps) {
  const fetcher = useFetcher<ActionProblem>();
  return (
    <fetcher.Form method="post" action="/connections" className="contents">
      <input type="hidden" name="id" value={connection.id} />
      <input type="hidden" name="image_id" value={image.id} />
      <Button
        type="submit"
        look={act === "reveal" ? "primary" : "quiet"}
        name="act"
        value={act}
        disabled={isDisabled || fetcher.state !== "idle"}
        onClick={ignoreDoublePress}
      >
        {children}
      </Button>
      {fetcher.data?.problem && <Notice look="wrong">{fetcher.data.problem}</Notice>}
    </fetcher.Form>
  );
}

/** The second press of a double click or tap was not meant for the button that has just come under it. */
function ignoreDoublePress(event: MouseEvent): void {
  if (event.detail > 1) event.preventDefault();
}
