import { Ban, Check, CheckCheck, CircleAlert, Clock, EllipsisVertical, Timer } from "lucide-react";
import type { ChatPhoto } from "~/contract/chat-photo";
import type { RevealedImage } from "~/contract/connection";
import type { ConnectionId, PhotoId } from "~/contract/ids";
import { chatText } from "~/text/chat";
import { clockTime, dayName, languageOf, moment, type Calendar } from "~/text/dates";
import { Button, IconButton } from "~/ui/Button";
import { PersonName } from "~/ui/PersonName";
import { Progress } from "~/ui/Progress";
import { moreAttribute } from "../menu/use-message-menu";
import { findLinks, isEmojiAlone } from "./links";
import type { LiveRoom } from "./live-room";
import type { ShownOriginal } from "./OriginalViewer";
import { QuoteLine } from "./QuoteLine";
import { ReactionChips } from "./ReactionChips";
import { RevealRow } from "./RevealRow";
import { PhotoGrid } from "../photos/PhotoGrid";
import { SettingRow } from "./SettingRow";
import type { MessageStatus, TimelineMessage, TimelineRow } from "./timeline";

export interface RowProps {
  row: TimelineRow;
  live: LiveRoom;
  /** The id of its connection. */
  room: ConnectionId;
  /** The other member's name. */
  name: string;
  /** Takes a refused message back to the composer. */
  onEdit: (message: TimelineMessage) => void;
  /** The photos of which an original is revealed, either way. */
  images: readonly RevealedImage[];
  /** Opens an original that the other member revealed. */
  onShow: (original: ShownOriginal) => void;
  /** Asks for how long the original of a photo of the viewer is to be revealed. */
  onReveal: (photo: ChatPhoto) => void;
  calendar: Calendar;
  /** Whether the status is shown in words, too: at the viewer's newest message. */
  showsStatus: boolean;
  /** Whether Tab stops at its menu: at the newest message. */
  isTabStop: boolean;
}

/** A day, the unread line, a revealed original or a message. */
export function Row({ row, calendar, images, onShow, onReveal, ...rest }: RowProps) {
  switch (row.kind) {
    case "day":
      return (
        <p className="mx-auto my-4 rounded-full bg-sunk px-3 py-1 text-xs text-soft">
          <time dateTime={new Date(row.at).toISOString()} lang={languageOf(calendar)}>
            {dayName(row.at, calendar)}
          </time>
        </p>
      );
    case "unread":
      return (
        <p
          data-row="unread"
          className="my-3 flex items-center gap-3 text-xs font-semibold text-accent before:h-px before:flex-1 before:bg-accent/40 after:h-px after:flex-1 after:bg-accent/40"
        >
          {chatText.unread}
        </p>
      );
    case "reveal": {
      const { room, name } = rest;
      const image = images.find(({ id }) => id === row.imageId);
      return <RevealRow reveal={row} {...{ image, room, name, calendar }} onShow={() => onShow(row)} />;
    }
    case "setting":
      return <SettingRow setting={row} name={rest.name} calendar={calendar} />;
    case "message": {
      const { room: _room, ...ofMessage } = rest;
      return <MessageRow message={row} {...{ calendar, images, onShow, onReveal, ...ofMessage }} />;
    }
    default:
      return row satisfies never;
  }
}

function MessageRow({
  message,
  calendar,
  name,
  live,
  onEdit,
  showsStatus,
  isTabStop,
  ...ofPhotos
}: Omit<RowProps, "row" | "room"> & { message: TimelineMessage }) {
  const { isMine, status, refusal, continuesGroup, endsGroup, seq, at } = message;
  // The time is shown once per group; a problem at each message.
  const isQuiet = !endsGroup && !message.isEdited && status !== "refused" && status !== "waiting";
  return (
    <article
      data-key={message.key}
      data-seq={isMine ? undefined : (seq ?? undefined)}
      data-place={seq ?? undefined}
      data-status={isMine ? status : undefined}
      className={`flex max-w-[85%] flex-col sm:max-w-[75%] ${isMine ? "items-end self-end" : "items-start self-start"} ${continuesGroup ? "mt-1.5" : "mt-4"}`}
    >
      <span className="sr-only">{isMine ? chatText.you : <PersonName name={name} />}: </span>
      <div className={`group relative flex items-center gap-1 ${isMine ? "flex-row-reverse" : ""}`}>
        {message.isDeleted ? <Tombstone isMine={isMine} /> : <Bubble {...{ message, live, name, ...ofPhotos }} />}
        <MoreButton isTabStop={isTabStop} />
      </div>
      {message.photos.length > 0 && <Uploading message={message} live={live} />}
      <ReactionChips message={message} live={live} name={name} />
      <p className={isQuiet ? "sr-only" : "mt-0.5 flex items-center gap-1 px-1 text-xs text-soft"}>
        {message.isEdited && <span>{chatText.edited}</span>}
        <time dateTime={new Date(at).toISOString()}>{clockTime(at, calendar)}</time>
        <Expiry message={message} calendar={calendar} />
        {isMine && <Status status={status} showsStatus={showsStatus} />}
      </p>
      {refusal !== null && <Refusal message={message} live={live} onEdit={onEdit} refusal={refusal} />}
    </article>
  );
}

/** Opens the menu. A finger presses the message instead, so there it takes no room, but a screen reader finds it. */
function MoreButton({ isTabStop }: { isTabStop: boolean }) {
  return (
    <IconButton
      {...moreAttribute}
      label={chatText.options}
      aria-haspopup="menu"
      tabIndex={isTabStop ? 0 : -1}
      className="opacity-0 group-hover:opacity-100 focus-visible:opacity-100 [@media(hover:none)]:not-focus-visible:sr-only"
    >
      <EllipsisVertical aria-hidden="true" className="size-4" />
    </IconButton>
  );
}

function Expiry({ message: { expiresAt }, calendar }: { message: TimelineMessage; calendar: Calendar }) {
  if (expiresAt === null) return null;
  const sentence = chatText.disappearing.at(moment(expiresAt, calendar));
  return (
    <span title={sentence}>
      <Timer aria-hidden="true" className="size-3.5" />
      <span className="sr-only">{sentence}</span>
    </span>
  );
}

/** Stands where a message was that its sender deleted for both. */
function Tombstone({ isMine }: { isMine: boolean }) {
  return (
    <p className="flex items-center gap-2 rounded-2xl border border-dashed border-line px-4 py-2.5 text-soft italic">
      <Ban aria-hidden="true" className="size-4 shrink-0" />
      {isMine ? chatText.deletedByYou : chatText.deletedByOther}
    </p>
  );
}

type BubbleProps = Pick<RowProps, "live" | "name" | "images" | "onShow" | "onReveal"> & { message: TimelineMessage };

function Bubble({ message, live, name, ...ofPhotos }: BubbleProps) {
  const { isMine, status, photos, content } = message;
  const isLarge = message.quote === null && photos.length === 0 && isEmojiAlone(content);
  const room = photos.length > 0 ? "p-1" : "px-4 py-2.5";
  const look = isLarge ? "text-4xl leading-snug" : `${room} ${isMine ? "bg-blush" : "border border-line bg-card"}`;
  return (
    <div
      className={`rounded-2xl [overflow-wrap:anywhere] whitespace-pre-wrap [@media(hover:none)]:select-none [@media(hover:none)]:[-webkit-touch-callout:none] ${look} ${isMine ? "rounded-ee-md" : "rounded-es-md"} ${status === "refused" ? "outline-1 outline-danger outline-dashed" : ""}`}
    >
      {message.quote && <QuoteLine quote={message.quote} live={live} name={name} />}
      {photos.length > 0 && <BubblePhotos message={message} {...ofPhotos} />}
      {/* The corner is the page's, the direction that of the text. */}
      {content !== "" && (
        <span dir="auto" className={photos.length > 0 ? "block max-w-80 px-3 py-1.5" : "block"}>
          <MessageText text={content} />
        </span>
      )}
    </div>
  );
}

function BubblePhotos({
  message: { photos, isMine },
  images,
  onShow,
  onReveal,
}: Pick<RowProps, "images" | "onShow" | "onReveal"> & { message: TimelineMessage }) {
  const originalOf = (imageId: PhotoId) => {
    const revealed = images.find(({ id }) => id === imageId);
    return revealed ? () => onShow({ imageId, terms: revealed.terms }) : null;
  };
  return <PhotoGrid {...{ photos, isMine, originalOf, onReveal }} />;
}

/** The progress of an upload, and its cancel; nothing once the photos are there. */
function Uploading({
  message: { status, seq, uploadShare, key },
  live,
}: Pick<RowProps, "live"> & { message: TimelineMessage }) {
  if (status !== "waiting" || seq !== null) return null;
  const percent = Math.round((uploadShare ?? 0) * 100);
  return (
    <div className="mt-1 grid w-40 justify-items-end gap-1">
      <Progress label={chatText.uploading(percent)} value={uploadShare ?? 0} />
      <Button look="plain" className="text-sm" onClick={() => live.discard(key)}>
        {chatText.cancelUpload}
      </Button>
    </div>
  );
}

function MessageText({ text }: { text: string }) {
  return findLinks(text).map((piece, index) =>
    piece.kind === "text" ? (
      piece.text
    ) : (
      <a
        key={index}
        href={piece.href}
        dir="ltr"
        target="_blank"
        rel="noopener noreferrer nofollow ugc"
        className="text-accent-strong underline underline-offset-2"
      >
        {piece.shown}
      </a>
    ),
  );
}

const statusIcons = {
  waiting: Clock,
  refused: CircleAlert,
  sent: Check,
  delivered: CheckCheck,
  read: CheckCheck,
} as const;

function Status({ status, showsStatus }: { status: MessageStatus; showsStatus: boolean }) {
  const Icon = statusIcons[status];
  return (
    <>
      <Icon aria-hidden="true" className={`size-3.5 ${status === "read" ? "text-good" : ""}`} />
      <span className={showsStatus || status === "refused" ? "" : "sr-only"}>{chatText.status[status]}</span>
    </>
  );
}

function Refusal({
  message,
  live,
  onEdit,
  refusal,
}: Pick<RowProps, "live" | "onEdit"> & { message: TimelineMessage; refusal: string }) {
  return (
    <div role="alert" className="grid justify-items-end text-sm text-danger">
      <p className="px-1">{refusal}</p>
      <div className="flex flex-wrap justify-end">
        <Button look="plain" onClick={() => live.retry(message.key)}>
          {chatText.retry}
        </Button>
        {message.photos.length === 0 && (
          <Button look="plain" onClick={() => onEdit(message)}>
            {chatText.edit}
          </Button>
        )}
        <Button look="plain" onClick={() => live.discard(message.key)}>
          {chatText.discard}
        </Button>
      </div>
    </div>
  );
}
