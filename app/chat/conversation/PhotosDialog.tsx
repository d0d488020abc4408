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
import { isTakenBack } from "./reveals";

/** Originals between two people: what the other revealed, and what the viewer revealed and may take back, by photo. */
export function PhotosDialog({
  connection,
  events,
  sent,
  isOpen,
  onClose,
}: {
  connection: Connection;
  events: readonly RoomEvent[];
  /** The viewer's photos of this conversation whose originals were kept. */
  sent: readonly StoryImage[];
  isOpen: boolean;
  onClose: () => void;
}) {
  const { display_name: name } = connection.other;
  return (
    <Dialog title={<WithName name={name}>{chatText.photosTitle(name)}</WithName>} isOpen={isOpen} onClose={onClose}>
      {isOpen && (
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
  const revealed = new Set(connection.revealed.map(({ id }) => id));
  return (
    <section className="grid gap-3">
      <h3 className="text-lg">{chatText.yours}</h3>
      {originals === "failed" && <Notice look="wrong">{chatText.yoursFailed}</Notice>}
      {originals !== "failed" && originals?.length === 0 && <p className="text-soft">{chatText.yoursNone}</p>}
      <ul className="grid gap-3">
        {originals !== "failed" &&
          originals?.map((image, index) => (
            <OwnPhoto
              // A preview ends once the photo is revealed, or taken back elsewhere.
              key={`${image.id} ${revealed.has(image.id)}`}
              {...{ connection, image, index }}
            />
          ))}
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
