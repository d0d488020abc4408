import { useId } from "react";
import type { PhotoId } from "~/contract/ids";
import type { RevealTerms } from "~/contract/reveal";
import { useModal } from "~/ui/use-modal";
import { Original } from "./Original";
import { ViewOnce } from "./ViewOnce";

/** An original to show, and the terms that it was revealed by. */
export interface ShownOriginal {
  imageId: PhotoId;
  terms: RevealTerms;
}

interface Props {
  /** Null for none. */
  shown: ShownOriginal | null;
  /** The name of who revealed it. */
  name: string;
  /** Whether the room's socket is open: what is viewed once is shown no longer than that. */
  isConnected: boolean;
  onClose: () => void;
}

/** An original over the whole screen. It is fetched when it is opened, and gone from the page once it is closed. */
export function OriginalViewer({ shown, name, isConnected, onClose }: Props) {
  const dialog = useModal(shown !== null, onClose);
  const titleId = useId();
  return (
    <dialog
      ref={dialog}
      aria-labelledby={titleId}
      data-whole-screen
      className="m-0 h-dvh max-h-none w-screen max-w-none bg-black text-white backdrop:bg-black"
    >
      {shown?.terms === "view_once" && (
        <ViewOnce key={shown.imageId} imageId={shown.imageId} {...{ name, isConnected, onClose, titleId }} />
      )}
      {shown && shown.terms !== "view_once" && (
        <Original key={shown.imageId} src={`/api/images/${shown.imageId}/original`} {...{ name, onClose, titleId }} />
      )}
    </dialog>
  );
}
