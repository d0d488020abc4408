import { useEffect, useState } from "react";
import { api } from "~/client/api";
import type { RoomEvent } from "~/contract/chat";
import type { Connection, RevealedImage } from "~/contract/connection";
import type { StoryImage } from "~/contract/story";
import { chatText } from "~/text/chat";
import { Button } from "~/ui/Button";
import { Dialog } from "~/ui/Dialog";
import { Notice } from "~/ui/Notice";
import { WithName } from "~/ui/PersonName";
import { OwnPhoto } from "./OwnPhoto";
import { RevealPreview } from "./RevealPreview";
import { isTakenBack } from "./reveals";

/** The originals that are shown: all between two people, or one of the viewer's that is to be revealed; null for none. */
export type ShownOriginals = "all" | StoryImage | null;

/** Originals between two people: what the other revealed, and what the viewer revealed and may take back, by photo. */
export function PhotosDialog({
  connection,
  events,
  sent,
  shown,
  onClose,
}: {
  connection: Connection;
  events: readonly RoomEvent[];
  /** The viewer's photos of this conversation whose originals were kept. */
  sent: readonly StoryImage[];
  shown: ShownOriginals;
  onClose: () => void;
}) {
  const { display_name: name } = connection.other;
  const isOne = shown !== null && shown !== "all";
  const title = isOne ? chatText.revealTitle(name) : chatText.photosTitle(name);
  return (
    <Dialog
      title={<WithName name={name}>{title}</WithName>}
      isOpen={shown !== null}
      startsAt={isOne ? "control" : "title"}
      onClose={onClose}
    >
      {isOne && <One key={shown.id} image={shown} {...{ connection, onClose }} />}
      {shown === "all" && (
        <div className="grid gap-6">
          <p className="text-soft">{chatText.photosLead}</p>
          <Theirs name={name} images={connection.revealed_to_me.filter(({ id }) => !isTakenBack(events, id))} />
          <Yours connection={connection} sent={sent} />
          <Button look="quiet" className="justify-self-end" onClick={onClose}>
            {chatText.close}
          </Button>
        </div>
      )}
    </Dialog>
  );
}

/** One original of the viewer: the question for how long to reveal it, and then the way to take it back. */
function One({ connection, image, onClose }: { connection: Connection; image: StoryImage; onClose: () => void }) {
  const isRevealed = connection.revealed.some(({ id }) => id === image.id);
  const [isAsking, setIsAsking] = useState(!isRevealed);
  // Taken back, it is not asked about again.
  if (isRevealed && isAsking) setIsAsking(false);
  return (
    <div className="grid gap-4">
      <p className="text-soft">{chatText.photosLead}</p>
      {isAsking ? (
        <RevealPreview
          {...{ connection }}
          image={{ ...image, alt: image.alt || chatText.photo(1) }}
          onCancel={onClose}
        />
      ) : (
        <>
          <ul>
            <OwnPhoto {...{ connection, image }} index={0} />
          </ul>
          <Button look="quiet" className="justify-self-end" onClick={onClose}>
            {chatText.close}
          </Button>
        </>
      )}
    </div>
  );
}

function Theirs({ name, images }: { name: string; images: RevealedImage[] }) {
  return (
    <section className="grid gap-3">
      <h3 className="text-lg">
        <WithName name={name}>{chatText.theirs(name)}</WithName>
      </h3>
      {images.length === 0 && (
        <p className="text-soft">
          <WithName name={name}>{chatText.theirsNone(name)}</WithName>
        </p>
      )}
      {images.map((image, index) => (
        <figure key={image.id} className="grid gap-1">
          <img
            src={image.original_url ?? image.blurred_url}
            alt={image.alt || chatText.photo(index + 1)}
            className="w-full rounded-photo bg-sunk shadow-card"
          />
          {image.original_url === undefined && (
            <figcaption className="text-sm text-soft">{chatText.openInConversation}</figcaption>
          )}
        </figure>
      ))}
    </section>
  );
}

function Yours({ connection, sent }: { connection: Connection; sent: readonly StoryImage[] }) {
  const ofStories = useOwnOriginals();
  const originals = ofStories === null || ofStories === "failed" ? ofStories : [...sent, ...ofStories];
  return (
    <section className="grid gap-3">
      <h3 className="text-lg">{chatText.yours}</h3>
      {originals === "failed" && <Notice look="wrong">{chatText.yoursFailed}</Notice>}
      {originals !== "failed" && originals?.length === 0 && <p className="text-soft">{chatText.yoursNone}</p>}
      <ul className="grid gap-3">
        {originals !== "failed" &&
          originals?.map((image, index) => <OwnPhoto key={image.id} {...{ connection, image, index }} />)}
      </ul>
    </section>
  );
}

/** Returns the photos of the viewer's newest stories whose originals were kept; null while they load. */
function useOwnOriginals(): StoryImage[] | "failed" | null {
  const [originals, setOriginals] = useState<StoryImage[] | "failed" | null>(null);
  useEffect(() => {
    const fetching = new AbortController();
    void fetchOwnOriginals(fetching.signal)
      .catch(() => "failed" as const) // aborted: nobody looks any more
      .then((found) => {
        if (!fetching.signal.aborted) setOriginals(found);
      });
    return () => fetching.abort();
  }, []);
  return originals;
}

/** Rejects when the signal aborts. */
async function fetchOwnOriginals(signal: AbortSignal): Promise<StoryImage[] | "failed"> {
  const result = await api.call("GET /api/stories", { query: { mine: "true", limit: 50 }, signal });
  if (result.kind !== "answer") return "failed";
  return result.body.stories.flatMap(({ images }) => images.filter(({ original_url: url }) => url !== undefined));
}
