/** The publications of this tab, with the browser's own parts. */
import { composerText } from "~/text/composer";
import type { PublicationStore } from "./publication-storage";
import { publishedEnds } from "./published-ends";
import { Publications, type PublicationParts } from "./publications";
import { clearPublishing, setPublishing } from "./publishing-flag";
import { runAlone } from "./run-alone";

/** Loaded when the first story is published. */
const loadStore = async () => (await import("./publication-store")).publicationStore;

const store: PublicationStore = {
  keep: async (publication) => (await loadStore()).keep(publication),
  release: async (publication) => (await loadStore()).release(publication),
  finish: async (publication) => (await loadStore()).finish(publication),
  readStoryKey: async (draftKey) => (await loadStore()).readStoryKey(draftKey),
  readUnfinished: async (author) => (await loadStore()).readUnfinished(author),
};

/** The code that publishes. Without a network it cannot be loaded: the composer loads it before it is needed. */
export async function loadPublishing() {
  const [{ publish }, { uploadPhoto }, { lookAgain, createStory, updateStory }] = await Promise.all([
    import("./publish"),
    import("./upload-photo"),
    import("./story-api"),
    loadStore(),
  ]);
  return { publish, server: { uploadPhoto, lookAgain, createStory, updateStory } };
}

const publishOnServer: PublicationParts["publish"] = async (publication, { onWait, untilWoken, ...context }) => {
  try {
    const { publish, server } = await loadPublishing();
    const wait = (delayMs: number, signal: AbortSignal) => waitUntil(delayMs, signal, untilWoken);
    return await publish(publication, { ...context, server, patience: { wait, onWait, random: Math.random } });
  } catch {
    return { kind: "failed", why: composerText.noNetwork };
  }
};

/** Resolves after so many milliseconds, or sooner when the network is back or the author presses; rejects once aborted. */
async function waitUntil(delayMs: number, signal: AbortSignal, untilWoken: () => Promise<void>): Promise<void> {
  signal.throwIfAborted();
  const over = new AbortController();
  return new Promise<void>((resolve, reject) => {
    const timer = setTimeout(resolve, delayMs);
    const end = { signal: over.signal };
    over.signal.addEventListener("abort", () => clearTimeout(timer));
    window.addEventListener("online", () => resolve(), end);
    void untilWoken().then(resolve);
    // An abort's reason is whatever the caller chose; it is passed on as it is.
    signal.addEventListener("abort", () => reject(signal.reason as Error), end);
  }).finally(() => over.abort());
}

export const publications = new Publications({
  store,
  publish: publishOnServer,
  runAlone,
  ends: publishedEnds,
  newId: () => crypto.randomUUID(),
  onActive: setPublishing,
  onNothingLeft: clearPublishing,
});
