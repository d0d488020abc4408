import { useNavigate, useRevalidator } from "@remix-run/react";
import { useState } from "react";
import type { Story } from "~/contract/story";
import { composerText } from "~/text/composer";
import { storyText } from "~/text/story";
import { Button } from "~/ui/Button";
import { Dialog } from "~/ui/Dialog";
import { Notice } from "~/ui/Notice";
import { RepublishQuestionBox } from "./RepublishQuestionBox";
import { useStatus } from "./use-status";
import { useStoryRequest } from "./use-story-request";

/** The actions on a story as a whole: unpublish it, publish it again, or delete it for good. */
export function StoryActions({ story, onDeleted }: { story: Story; onDeleted: () => Promise<void> }) {
  const isPublished = story.status === "published";
  const { revalidate } = useRevalidator();
  const status = useStatus(story, revalidate);
  return (
    <section
      id="settings"
      aria-label={composerText.theStory}
      className="mt-16 grid scroll-mt-24 gap-4 border-t border-line pt-6"
    >
      <p className="text-sm text-soft">{isPublished ? composerText.isPublished : composerText.isUnpublished}</p>
      <div className="flex flex-wrap gap-2">
        <Button look="quiet" onClick={isPublished ? status.unpublish : status.publish} disabled={status.isBusy}>
          {isPublished ? storyText.unpublish : storyText.publish}
        </Button>
        <DeleteButton story={story} onDeleted={onDeleted} />
      </div>
      {status.question && (
        <RepublishQuestionBox question={status.question} onLeave={status.leave} onRemove={status.removePhoto} />
      )}
      {status.isUnchecked && (
        <Notice look="warm">
          <p className="mb-3">{composerText.republish.unchecked}</p>
          <Button onClick={status.publishUnchecked}>{composerText.republish.checked}</Button>
        </Notice>
      )}
      {status.problem && <Notice look="wrong">{status.problem}</Notice>}
    </section>
  );
}

/** Deletes the story once its author has confirmed it. */
function DeleteButton({ story, onDeleted }: { story: Story; onDeleted: () => Promise<void> }) {
  const [isAsking, setIsAsking] = useState(false);
  const { error, run } = useStoryRequest();
  const navigate = useNavigate();
  const remove = async () => {
    setIsAsking(false);
    if (!(await run((api, signal) => api.deleteStory(story.id, signal)))) return;
    await onDeleted();
    navigate("/me");
  };
  return (
    <>
      <Button look="danger" onClick={() => setIsAsking(true)}>
        {storyText.delete}
      </Button>
      {error && <Notice look="wrong">{error.message}</Notice>}
      <DeleteDialog isOpen={isAsking} onClose={() => setIsAsking(false)} onDelete={() => void remove()} />
    </>
  );
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
