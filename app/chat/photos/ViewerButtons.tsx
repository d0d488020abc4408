import { X, ZoomIn, ZoomOut } from "lucide-react";
import { chatText } from "~/text/chat";

/** A round button over a photo that fills the screen. */
export const viewerButton =
  "grid size-11 shrink-0 place-items-center rounded-full hover:bg-white/20 focus-visible:outline-2 focus-visible:outline-white disabled:opacity-30";

interface Props {
  isLarge: boolean;
  onZoom: () => void;
  onClose: () => void;
}

/** Enlarge and close, at the end of a viewer's bar. */
export function ViewerButtons({ isLarge, onZoom, onClose }: Props) {
  const Zoom = isLarge ? ZoomOut : ZoomIn;
  return (
    <>
      <button
        type="button"
        aria-label={isLarge ? chatText.zoomOut : chatText.zoomIn}
        onClick={onZoom}
        className={viewerButton}
      >
        <Zoom aria-hidden="true" className="size-5" />
      </button>
      <button type="button" aria-label={chatText.close} onClick={onClose} className={viewerButton}>
        <X aria-hidden="true" className="size-5" />
      </button>
    </>
  );
}
