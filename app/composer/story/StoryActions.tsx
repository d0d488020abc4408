import { useNavigate, useRevalidator } from "@remix-run/react";
import { useState } from "react";
import type { Story } from "~/contract/story";
import { composerText } from "~/text/composer";
import { storyText } from "~/text/story";
import { Button } from "~/ui/Button";
import { Dialog } from "~/ui/Dialog";
import { Notice } from "~/ui/Notice";

type StoryApi = typeof import("~/composer/publish/story-api");

/** After this long without an answer the author is told that none came. */
const answerTimeoutMs = 20_000;

/** The actions on a story as a whole: unpublish it, publish it again, or delete it for good. */
export function StoryActions({ story, onDeleted }: { story: Story; onDeleted: () => Promise<void> }) {
  const [isAsking, setIsAsking] = useState(false);
  const { problem, run } = useStoryRequest();
  const navigate = useNavigate();
  const { revalidate } = useRevalidator();
  const isPublished = story.status === "published";

  const changeStatus = () => {
    const status = isPublished ? "unpublished" : "published";
    return run((api, signal) => api.setStoryStatus(story.id, status, signal), revalidate);
  };
  const remove = () => {
    setIsAsking(false);
    return run(
      (api, signal) => api.deleteStory(story.id, signal),
      async () => {
        await onDeleted();
        navigate("/me");
      },
    );
  };

  return (
    <section aria-label={composerText.theStory} className="mt-16 grid gap-4 border-t border-line pt-6">
      <p className="text-sm text-soft">{isPublished ? composerText.isPublished : composerText.isUnpublished}</p>
      <div className="flex flex-wrap gap-2">
        <Button look="quiet" onClick={() => void changeStatus()}>
          {isPublished ? storyText.unpublish : storyText.publish}
        </Button>
        <Button look="danger" onClick={() => setIsAsking(true)}>
          {storyText.delete}
        </Button>
      </div>
      {problem && <Notice look="wrong">{problem}</Notice>}
      <DeleteDialog isOpen={isAsking} onClose={() => setIsAsking(false)} onDelete={() => void remove()} />
    </section>
  );
}

/** Runs a request and what follows it. `problem` is the sentence of the last one that failed. */
function useStoryRequest() {
  const [problem, setProblem] = useState<string | null>(null);
  const run = async (request: (api: StoryApi, signal: AbortSignal) => Promise<void>, next: () => unknown) => {
    setProblem(null);
    try {
      await request(await import("~/composer/publish/story-api"), AbortSignal.timeout(answerTimeoutMs));
      await next();
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
  };
  return { problem, run };
}

function DeleteDialog(props: { isOpen: boolean; onClose: () => void; onDelete: () => void }) {
  return (
    <Dialog title={storyText.deleteTitle} isOpen={props.isOpen} onClose={props.onClose}>
      <p className="mb-6 text-soft">{storyText.deleteBody}</p>
      <div className="flex flex-wrap justify-end gap-2">
        <Button look="quiet" onClick={props.onClose}>
          {storyText.cancel}
        </Button>
        <Button look="danger" onClick={props.onDelete}>
          {storyText.deleteYes}
        </Button>
      </div>
    </Dialog>
  );
}
