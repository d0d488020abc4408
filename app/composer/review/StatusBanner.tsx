import type { ComposedPhoto } from "~/composer/photos/composed-photo";
import { editorText } from "~/text/editor";
import { Button } from "~/ui/Button";
import { Notice } from "~/ui/Notice";

/** Says what is shown: the very bytes that others will get, the last ones while new ones are made, or the photo itself. */
export function StatusBanner({
  photo,
  showsBefore,
  onRetry,
}: {
  photo: ComposedPhoto;
  showsBefore: boolean;
  onRetry: () => void;
}) {
  if (photo.publicPhoto.kind === "failed") {
    return (
      <div className="absolute inset-x-3 top-3">
        <Notice look="wrong">
          {editorText.previewFailed}{" "}
          <Button look="plain" onClick={onRetry}>
            {editorText.tryAgain}
          </Button>
        </Notice>
      </div>
    );
  }
  const { stage, publicPhoto } = photo;
  const note = stage.kind === "to_review" ? stage.note : null;
  const status = publicPhoto.kind === "ready" ? editorText.isPreview : editorText.preparing;
  return (
    <div className="pointer-events-none absolute inset-x-3 top-3 grid justify-items-center gap-2">
      <p className="rounded-full bg-black/75 px-4 py-1.5 text-sm text-white">
        {showsBefore ? editorText.isBefore : status}
      </p>
      {note && <p className="max-w-md rounded-2xl bg-black/75 px-4 py-2 text-center text-sm text-white">{note}</p>}
    </div>
  );
}
