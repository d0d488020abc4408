import { useNavigate } from "@remix-run/react";
import { useRef, useState } from "react";
import { composerText } from "~/text/composer";
import type { ComposedPhoto } from "./photos";
import type { PublishOutcome, PublishSteps, StoryText } from "./publish";

/** What is told while it is published. */
type Asked = Pick<PublishSteps, "tell" | "secondLook">;

/** Runs the publishing, with its steps in words and its cancel. */
export function usePublish({
  onPublished,
  onDoubts,
}: {
  onPublished: () => Promise<void>;
  /** The second look has found something on this photo, the first of those where it has. */
  onDoubts: (key: string) => void;
}) {
  const [step, setStep] = useState<string | null>(null);
  const [outcome, setOutcome] = useState<PublishOutcome | null>(null);
  const abort = useRef<AbortController | null>(null);
  const keys = useRef(new Map<string, string>());
  const navigate = useNavigate();

  const run = async (text: StoryText, photos: readonly ComposedPhoto[], asked: Asked): Promise<PublishOutcome> => {
    const { signal } = (abort.current = new AbortController());
    const onStep: PublishSteps["onStep"] = (next) =>
      setStep(next.kind === "checking" ? composerText.checking : composerText.uploading(next.number, next.of));
    const keyOf: PublishSteps["keyOf"] = (story) => {
      const key = keys.current.get(story) ?? crypto.randomUUID();
      keys.current.set(story, key);
      return key;
    };
    try {
      const { publish } = await import("./publish");
      return await publish(text, photos, { ...asked, onStep, signal, keyOf });
    } catch {
      // The code itself did not come: without a network it cannot.
      return { kind: "failed", why: composerText.noNetwork };
    }
  };

  const start = async (text: StoryText, photos: readonly ComposedPhoto[], asked: Asked) => {
    setOutcome(null);
    setStep(composerText.publishing);
    const ended = await run(text, photos, asked);
    setStep(null);
    setOutcome(ended);
    if (ended.kind === "doubts") onDoubts(ended.key);
    if (ended.kind !== "published") return;
    await onPublished();
    navigate(`/stories/${ended.storyId}`);
  };

  const cancel = () => abort.current?.abort(new DOMException("Cancelled.", "AbortError"));
  return { step, outcome, start, cancel };
}
