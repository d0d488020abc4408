import { useNavigate } from "@remix-run/react";
import { useRef, useState } from "react";
import type { ComposedPhoto } from "~/composer/photos/composed-photo";
import { composerText } from "~/text/composer";
import type { PublishContext, PublishResult, PublishStep, StoryToPublish } from "./publish";

type PublishOptions = Pick<PublishContext, "dispatch" | "secondLook">;

/** Publishes a story, with its steps in words, its result, and the way to cancel. */
export function usePublish({
  onPublished,
  onDoubts,
}: {
  onPublished: () => Promise<void>;
  /** The second look has found something on this photo, the first of those where it has. */
  onDoubts: (key: string) => void;
}) {
  const [step, setStep] = useState<string | null>(null);
  const [result, setResult] = useState<PublishResult | null>(null);
  const abort = useRef<AbortController | null>(null);
  const keys = useRef(new Map<string, string>());
  const navigate = useNavigate();

  /** A story that is sent again has the key of its first try. */
  const keyOf = (story: string) => {
    const key = keys.current.get(story) ?? crypto.randomUUID();
    keys.current.set(story, key);
    return key;
  };

  const start = async (story: StoryToPublish, photos: readonly ComposedPhoto[], options: PublishOptions) => {
    setResult(null);
    setStep(composerText.publishing);
    abort.current = new AbortController();
    const { signal } = abort.current;
    const onStep = (next: PublishStep) => setStep(sentenceOf(next));
    const ended = await run(story, photos, { ...options, onStep, signal, keyOf });
    setStep(null);
    setResult(ended);
    if (ended.kind === "doubts") onDoubts(ended.key);
    if (ended.kind !== "published") return;
    await onPublished();
    navigate(`/stories/${ended.storyId}`);
  };

  const cancel = () => abort.current?.abort(new DOMException("Cancelled.", "AbortError"));
  return { step, result, start, cancel };
}

/** Loads the code that publishes when it is first needed; without a network it cannot be loaded. */
async function run(
  story: StoryToPublish,
  photos: readonly ComposedPhoto[],
  context: Omit<PublishContext, "server">,
): Promise<PublishResult> {
  try {
    const [{ publish }, { uploadPhoto }, { lookAgain, createStory, updateStory }] = await Promise.all([
      import("./publish"),
      import("./upload-photo"),
      import("./story-api"),
    ]);
    const server = { uploadPhoto, lookAgain, createStory, updateStory };
    return await publish(story, photos, { ...context, server });
  } catch {
    return { kind: "failed", why: composerText.noNetwork };
  }
}

function sentenceOf(step: PublishStep): string {
  return step.kind === "checking" ? composerText.checking : composerText.uploading(step.number, step.of);
}
