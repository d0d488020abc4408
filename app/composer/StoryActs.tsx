import { useNavigate, useRevalidator } from "@remix-run/react";
import { useState } from "react";
import type { Story } from "~/contract/story";
import { composerText } from "~/text/composer";
import { storyText } from "~/text/story";
import { Button } from "~/ui/Button";
import { Dialog } from "~/ui/Dialog";
import { Notice } from "~/ui/Notice";

/** What an author can do with a story as a whole: hide it, show it again, or delete it for good. */
export function StoryActs({ story, onDeleted }: { story: Story; onDeleted: () => Promise<void> }) {
  const [isAsking, setIsAsking] = useState(false);
  const [wrong, setWrong] = useState<string | null>(null);
  const navigate = useNavigate();
  const { revalidate } = useRevalidator();
  const isPublished = story.status === "published";

  const act = async (call: (api: typeof import("./upload")) => Promise<unknown>, next: () => unknown) => {
    setWrong(null);
    try {
      await call(await import("./upload"));
      await next();
    } catch (error) {
      setWrong(error instanceof Error ? error.message : String(error));
    }
  };
  const path = `/api/stories/${story.id}`;
  const signal = AbortSignal.timeout.bind(null, patience);
  const change = () => {
    const body = { status: isPublished ? "unpublished" : "published" };
    return act(({ sendJson }) => sendJson(path, { method: "PATCH", body, signal: signal() }), revalidate);
  };
  const remove = () => {
    setIsAsking(false);
    return act(
      ({ sendJson }) => sendJson(path, { method: "DELETE", body: null, signal: signal() }),
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
        <Button look="quiet" onClick={change}>
          {isPublished ? storyText.unpublish : storyText.publish}
        </Button>
        <Button look="danger" onClick={() => setIsAsking(true)}>
          {storyText.delete}
        </Button>
      </div>
      {wrong && <Notice look="wrong">{wrong}</Notice>}
      <Dialog title={storyText.deleteTitle} isOpen={isAsking} onClose={() => setIsAsking(false)}>
        <p className="mb-6 text-soft">{storyText.deleteBody}</p>
        <div className="flex flex-wrap justify-end gap-2">
          <Button look="quiet" onClick={() => setIsAsking(false)}>
            {storyText.cancel}
          </Button>
          <Button look="danger" onClick={remove}>
            {storyText.deleteYes}
          </Button>
        </div>
      </Dialog>
    </section>
  );
}

/** Milliseconds for an answer: longer, and the author is told that none came. */
const patience = 20_000;
