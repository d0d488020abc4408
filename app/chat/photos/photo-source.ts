import { useCallback, useEffect, useSyncExternalStore } from "react";
import type { PhotoId } from "~/contract/ids";
import { srcSetOf } from "~/ui/Photo";
import type { TimelinePhoto } from "./timeline-photo";

/** Copies that this page has sent: they are shown from here, not fetched back. */
const sentCopies = new Map<PhotoId, Blob>();

/** Of so many photos the page keeps the copy; the oldest go first. */
const maxSentCopies = 40;

/** Returns where the redacted copy of a photo is: on the server, or on this device. Null until the page knows. */
export function usePhotoSource({ kind, photo }: TimelinePhoto): { src: string; srcSet?: string } | null {
  const local = kind === "unsent" ? photo.copy : (sentCopies.get(photo.id) ?? null);
  const url = useObjectUrl(local);
  useEffect(() => {
    if (kind === "unsent" && photo.uploaded) keepCopy(photo.uploaded.image_id, photo.copy);
  }, [kind, photo]);
  if (local !== null) return url === null ? null : { src: url };
  if (kind === "unsent") return null;
  const { blurred_url: src, smaller } = photo;
  return smaller.length === 0 ? { src } : { src, srcSet: srcSetOf(photo) };
}

function keepCopy(id: PhotoId, copy: Blob): void {
  sentCopies.set(id, copy);
  const [oldest] = sentCopies.keys();
  if (sentCopies.size > maxSentCopies && oldest !== undefined) sentCopies.delete(oldest);
}

/** Lets go of copies whose message disappeared. */
export function forgetCopies(ids: readonly PhotoId[]): void {
  for (const id of ids) sentCopies.delete(id);
}

/** URLs of copies that the page shows, with the number of places that show each. */
const urls = new Map<Blob, { url: string; places: number }>();

function urlOf(blob: Blob): string {
  const known = urls.get(blob);
  if (known) return known.url;
  const url = URL.createObjectURL(blob);
  urls.set(blob, { url, places: 0 });
  return url;
}

/** Holds the URL of a copy. Returns the way to let go of it: once nobody shows it, its memory is released. */
function hold(blob: Blob): () => void {
  urlOf(blob);
  const held = urls.get(blob);
  if (held) held.places += 1;
  return () => {
    if (!held || --held.places > 0) return;
    URL.revokeObjectURL(held.url);
    urls.delete(blob);
  };
}

function useObjectUrl(blob: Blob | null): string | null {
  const subscribe = useCallback(() => (blob === null ? () => undefined : hold(blob)), [blob]);
  return useSyncExternalStore(
    subscribe,
    () => (blob === null ? null : urlOf(blob)),
    () => null,
  );
}
