import { EyeOff } from "lucide-react";
import { lazy, Suspense, useState, type CSSProperties, type ReactNode } from "react";
import { chatText } from "~/text/chat";
import { usePlaceholder } from "~/ui/use-placeholder";
import { usePhotoSource } from "./photo-source";
import type { MessagePhotos, TimelinePhoto } from "./timeline-photo";

/** Code that does not arrive leaves the photos as they are. */
const PhotoViewer = lazy(() =>
  import("./PhotoViewer").then(
    (code) => ({ default: code.PhotoViewer }),
    () => ({ default: () => <></> }),
  ),
);

/** Tiles of one message: what is more is in the viewer. */
const maxTiles = 4;

/** The photos of a message. Those of the other member are covered until they are pressed, and not even fetched before. */
export function PhotoGrid({ photos, isMine, originalOf, onReveal }: MessagePhotos) {
  const [isShown, setIsShown] = useState(isMine);
  const [opened, open] = useState<number | null>(null);
  const tiles = photos.slice(0, maxTiles);
  const more = photos.length - tiles.length;
  return (
    <>
      <div className={`grid w-[min(20rem,70vw)] gap-0.5 overflow-hidden rounded-xl ${gridLook[tiles.length] ?? ""}`}>
        {tiles.map((photo, index) => (
          <Tile
            key={index} // a photo that was sent meanwhile stays the same tile, and keeps the focus
            photo={photo}
            isAlone={photos.length === 1}
            isShown={isShown}
            label={isShown ? chatText.openPhoto(index + 1, photos.length) : chatText.covered(photos.length)}
            // Covered, all of them are one thing: they are shown together.
            isTabStop={isShown || index === 0}
            onPress={() => (isShown ? open(index) : setIsShown(true))}
          >
            {index === maxTiles - 1 && more > 0 && <More count={more} />}
          </Tile>
        ))}
      </div>
      <Caption photos={photos} />
      {opened !== null && (
        <Suspense>
          <PhotoViewer
            photos={photos}
            first={opened}
            onClose={() => open(null)}
            {...{ isMine, originalOf, onReveal }}
          />
        </Suspense>
      )}
    </>
  );
}

/** The caption of a single photo; those of several are in the viewer. The photo's button says it to a screen reader. */
function Caption({ photos }: Pick<MessagePhotos, "photos">) {
  const caption = photos.length === 1 ? photos[0]?.photo.alt : undefined;
  if (!caption) return null;
  return (
    <p dir="auto" aria-hidden="true" className="max-w-80 px-3 py-1.5 text-sm text-soft">
      {caption}
    </p>
  );
}

/** By the number of tiles: one in its own shape, two beside each other, a tall one beside two, four in a square. */
const gridLook: Record<number, string> = {
  2: "grid-cols-2 *:aspect-square",
  3: "aspect-[4/3] grid-cols-[2fr_1fr] grid-rows-2 [&>:first-child]:row-span-2",
  4: "grid-cols-2 *:aspect-square",
};

interface TileProps {
  photo: TimelinePhoto;
  isAlone: boolean;
  isShown: boolean;
  label: string;
  isTabStop: boolean;
  onPress: () => void;
  children: ReactNode;
}

function Tile({ photo: shown, isAlone, isShown, label, isTabStop, onPress, children }: TileProps) {
  const { photo } = shown;
  const { ref, style } = usePlaceholder<HTMLButtonElement>(shown.kind === "sent" ? shown.photo.thumbhash : "");
  return (
    <button
      ref={ref}
      type="button"
      onClick={onPress}
      tabIndex={isTabStop ? 0 : -1}
      aria-hidden={isTabStop ? undefined : true}
      aria-label={photo.alt === "" ? label : `${label}: ${photo.alt}`}
      data-photo={isShown ? "shown" : "covered"}
      className="relative min-h-11 min-w-0 overflow-hidden bg-sunk bg-cover bg-center focus-visible:z-10 focus-visible:outline-2 focus-visible:-outline-offset-2 focus-visible:outline-accent"
      style={{ ...style, ...(isAlone && shapeOf(photo)) }}
    >
      {isShown ? (
        <Picture shown={shown} />
      ) : (
        <span className="absolute inset-0 grid place-content-center justify-items-center gap-1 bg-black/25 text-white backdrop-blur-xl">
          <EyeOff aria-hidden="true" className="size-6" />
          {isAlone && <span className="text-sm">{label}</span>}
        </span>
      )}
      {children}
    </button>
  );
}

/** A very tall or wide photo is cut to what a conversation has room for. */
function shapeOf({ width, height }: { width: number; height: number }): CSSProperties {
  return { aspectRatio: String(Math.min(2, Math.max(0.75, width / height))) };
}

function Picture({ shown }: { shown: TimelinePhoto }) {
  const source = usePhotoSource(shown);
  if (source === null) return null;
  return (
    <img
      {...source}
      sizes="20rem"
      alt=""
      decoding="async"
      draggable={false}
      className="absolute inset-0 size-full object-cover"
    />
  );
}

function More({ count }: { count: number }) {
  return (
    <span className="absolute inset-0 grid place-content-center bg-black/50 text-2xl font-medium text-white">
      {chatText.morePhotos(count)}
    </span>
  );
}
