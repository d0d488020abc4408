import type { Region } from "~/contract/photo";
import type { Evidence, ReportedMessage } from "~/contract/report";
import { shortDateTime } from "~/text/dates";
import { moderationText as text } from "~/text/report";

const words = "[overflow-wrap:anywhere] whitespace-pre-wrap";

/** Reported content as it was at the time of the report: text as text, never as markup, and a photo from its stored copy. */
export function EvidenceView({
  evidence,
  photoUrl,
  messagePhotos,
}: {
  evidence: Evidence | null;
  photoUrl: string | null;
  /** The photos of the reported message, by their places in it. */
  messagePhotos: readonly { position: number; url: string }[];
}) {
  if (evidence === null) return <p className="text-soft">{text.swept}</p>;
  switch (evidence.kind) {
    case "story":
      return <StoryEvidence evidence={evidence} />;
    case "photo":
      return <PhotoEvidence evidence={evidence} photoUrl={photoUrl} />;
    case "ask":
      return <RequestEvidence evidence={evidence} />;
    case "message":
      return <MessageEvidence evidence={evidence} urls={messagePhotos} />;
    default:
      return evidence satisfies never;
  }
}

/** The evidence of one kind of report. */
interface Shown<Kind extends Evidence["kind"]> {
  evidence: Evidence & { kind: Kind };
}

function StoryEvidence({ evidence: { title, body } }: Shown<"story">) {
  return (
    <blockquote className="grid gap-2 border-s-2 border-accent/40 ps-4">
      {title !== null && (
        <p dir="auto" className={`font-serif text-xl ${words}`}>
          {title}
        </p>
      )}
      <p dir="auto" className={words}>
        {body}
      </p>
    </blockquote>
  );
}

function PhotoEvidence({ evidence, photoUrl }: Shown<"photo"> & { photoUrl: string | null }) {
  return (
    <figure className="grid gap-2">
      {photoUrl && <PhotoWithFaces evidence={evidence} photoUrl={photoUrl} />}
      <figcaption dir="auto" className={`text-sm text-soft ${words}`}>
        {evidence.faces && <p>{text.foundFaces(evidence.faces.length, highestScore(evidence.faces))}</p>}
        {evidence.story_title}
      </figcaption>
    </figure>
  );
}

function RequestEvidence({ evidence: { note } }: Shown<"ask">) {
  if (note === "") return <p className="text-soft">{text.noNote}</p>;
  return (
    <blockquote dir="auto" className={`border-s-2 border-accent/40 ps-4 ${words}`}>
      {note}
    </blockquote>
  );
}

type PhotoUrls = Parameters<typeof EvidenceView>[0]["messagePhotos"];

function MessageEvidence({ evidence: { messages }, urls }: Shown<"message"> & { urls: PhotoUrls }) {
  return (
    <ol className="grid gap-3">
      {messages.map((message) => (
        <li key={message.created_at + message.content} className="grid gap-1 border-s-2 border-line ps-4">
          <p className="text-sm text-soft">
            {text[message.from]}, <time dateTime={message.created_at}>{shortDateTime(message.created_at)}</time>
          </p>
          <p dir="auto" className={words}>
            {message.content}
          </p>
          {message.photo_count !== undefined && (
            <p className="text-sm text-soft">{text.withPhotos(message.photo_count)}</p>
          )}
          {message.photos && <MessagePhotos photos={message.photos} urls={urls} />}
          {message.earlier?.map((before, index) => (
            <p key={index} dir="auto" className={`text-soft ${words}`}>
              <span className="text-sm">{text.beforeEdit}</span> {before}
            </p>
          ))}
        </li>
      ))}
    </ol>
  );
}

function MessagePhotos({ photos, urls }: { photos: NonNullable<ReportedMessage["photos"]>; urls: PhotoUrls }) {
  return (
    <ul className="grid gap-3 sm:grid-cols-2">
      {photos.map(({ alt, width, height }, position) => {
        const url = urls.find((photo) => photo.position === position)?.url;
        return (
          <li key={position} className="grid gap-1">
            {url && (
              <img src={url} alt={alt} width={width} height={height} className="h-auto w-full rounded-photo bg-sunk" />
            )}
            <p dir="auto" className={`text-sm text-soft ${words}`}>
              {alt}
            </p>
          </li>
        );
      })}
    </ul>
  );
}

/** The photo as it was, with outlines around the faces that the server's own look found. */
function PhotoWithFaces({
  evidence: { alt, width, height, faces = [] },
  photoUrl,
}: Shown<"photo"> & { photoUrl: string }) {
  const share = (part: number, of: number) => `${(100 * part) / of}%`;
  return (
    <div className="relative overflow-hidden rounded-photo">
      <img src={photoUrl} alt={alt} width={width} height={height} className="h-auto w-full bg-sunk" />
      {faces.map((face) => (
        <div
          key={`${face.x} ${face.y}`}
          aria-hidden="true"
          className="absolute border-2 border-accent shadow-[0_0_0_2px_white]"
          style={{
            left: share(face.x, width),
            top: share(face.y, height),
            width: share(face.width, width),
            height: share(face.height, height),
          }}
        />
      ))}
    </div>
  );
}

function highestScore(faces: readonly Region[]): number {
  return Math.max(0, ...faces.map(({ confidence }) => confidence ?? 0));
}
