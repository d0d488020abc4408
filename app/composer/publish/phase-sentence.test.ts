import { expect, test } from "vitest";
import { phaseSentence, shareSent } from "./phase-sentence";
import type { PublicationPhase } from "./publication-phase";
import type { PublishStep } from "./publish";

const running = (step: PublishStep | null, share: number | null = null) =>
  ({ kind: "running", step, waitsFor: null, share }) as const;
const said = (phase: PublicationPhase, isNew = true) => phaseSentence(phase, { isNew });

test("each step is said, with the photo's number", () => {
  expect(said(running({ kind: "uploading", number: 2, of: 3 }))).toBe("Uploading photo 2 of 3");
  expect(said(running({ kind: "uploading", number: 1, of: 1 }))).toBe("Uploading your photo");
  expect(said({ ...running(null), waitsFor: "network" })).toContain("No connection");
});

test("a pause is said in the words of what failed", () => {
  expect(said({ kind: "paused", why: { kind: "failed", why: "No answer came." } })).toBe("No answer came.");
  expect(said({ kind: "paused", why: { kind: "signed_out" } })).toContain("signed out");
});

test("a story is only called live when others can read it", () => {
  const end = (isLive: boolean) => ({ kind: "ended", result: { kind: "published", storyId: "s", isLive } }) as const;
  expect(said(end(true))).toBe("Your story is live.");
  expect(said(end(true), false)).toBe("Your changes are live.");
  expect(said(end(false), false)).toContain("Only you can see");
});

test("progress counts all photos, and is not known while nothing is uploaded", () => {
  expect(shareSent(running({ kind: "uploading", number: 2, of: 4 }, 0.5))).toBe(0.375);
  expect(shareSent(running({ kind: "checking" }))).toBeNull();
});
