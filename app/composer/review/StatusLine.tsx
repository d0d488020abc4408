import { Eye, ScanEye } from "lucide-react";
import type { KeyboardEvent } from "react";
import type { ComposedPhoto } from "~/composer/photos/composed-photo";
import { editorText } from "~/text/editor";
import { Button, IconButton } from "~/ui/Button";
import { Notice } from "~/ui/Notice";
import type { ShownPhoto } from "./Stage";

interface StatusLineProps {
  photo: ComposedPhoto;
  shown: ShownPhoto;
  onShow: (shown: ShownPhoto) => void;
  onRetry: () => void;
}

/**
 * Under the photo, never on it: what is shown there (the very bytes that others will get, the last ones while new ones are
 * made, or the photo itself), and the ways to see it without its marks, or as it was.
 */
export function StatusLine({ photo, shown, onShow, onRetry }: StatusLineProps) {
  const { stage, publicPhoto } = photo;
  const note = stage.kind === "to_review" && photo.found.length === 0 ? stage.note : null;
  return (
    <>
      <div className="flex min-h-12 shrink-0 items-center gap-1 border-b border-line pe-2 ps-4">
        <p role="status" className="flex-1 text-sm text-pretty text-soft">
          {shown === "original" ? editorText.isBefore : statusOf(publicPhoto.kind)}
        </p>
        <IconButton
          label={editorText.preview}
          aria-pressed={shown === "preview"}
          onClick={() => onShow(shown === "preview" ? "regions" : "preview")}
        >
          <ScanEye size={20} />
        </IconButton>
        <OriginalButton shown={shown} onShow={onShow} />
      </div>
      {note && <p className="border-b border-line bg-blush px-4 py-2 text-sm text-pretty">{note}</p>}
      {publicPhoto.kind === "failed" && (
        <Notice look="wrong">
          {editorText.previewFailed}{" "}
          <Button look="plain" onClick={onRetry}>
            {editorText.tryAgain}
          </Button>
        </Notice>
      )}
    </>
  );
}

function statusOf(kind: ComposedPhoto["publicPhoto"]["kind"]): string {
  return kind === "ready" ? editorText.isPreview : kind === "none" ? editorText.preparing : "";
}

/** Shows the original as long as it is held. */
function OriginalButton({ shown, onShow }: Pick<StatusLineProps, "shown" | "onShow">) {
  const show = () => onShow("original");
  const hide = () => {
    if (shown === "original") onShow("regions");
  };
  const onPress = (act: () => void) => (event: KeyboardEvent) => {
    if (event.key === " " || event.key === "Enter") act();
  };
  return (
    <IconButton
      label={editorText.before}
      className="touch-none"
      onKeyDown={onPress(show)}
      onKeyUp={onPress(hide)}
      onPointerDown={show}
      onPointerUp={hide}
      onPointerLeave={hide}
      onPointerCancel={hide}
      onBlur={hide}
      // A long press is what it is for.
      onContextMenu={(event) => event.preventDefault()}
    >
      <Eye size={20} />
    </IconButton>
  );
}
