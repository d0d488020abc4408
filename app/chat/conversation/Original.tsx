import { X, ZoomIn, ZoomOut } from "lucide-react";
import { useState } from "react";
import { chatText } from "~/text/chat";
import { WithName } from "~/ui/PersonName";

/** The bytes of an original, with the ways to enlarge and close it. */
export function Original({
  src,
  name,
  titleId,
  onClose,
}: {
  src: string;
  /** The name of who revealed it. */
  name: string;
  titleId: string;
  onClose: () => void;
}) {
  const [isLarge, setIsLarge] = useState(false);
  const [isGone, setIsGone] = useState(false);
  const Zoom = isLarge ? ZoomOut : ZoomIn;
  const round = "grid size-11 place-items-center rounded-full hover:bg-white/20";
  return (
    <div className="flex h-full flex-col">
      <div className="flex items-center gap-2 px-3 py-2">
        <h2 id={titleId} className="min-w-0 flex-1 truncate text-lg">
          <WithName name={name}>{chatText.theirs(name)}</WithName>
        </h2>
        <button
          type="button"
          aria-label={isLarge ? chatText.zoomOut : chatText.zoomIn}
          onClick={() => setIsLarge(!isLarge)}
          className={round}
        >
          <Zoom aria-hidden="true" className="size-5" />
        </button>
        <button type="button" aria-label={chatText.close} onClick={onClose} className={round}>
          <X aria-hidden="true" className="size-5" />
        </button>
      </div>
      <div tabIndex={0} role="group" aria-label={chatText.theOriginal} className="min-h-0 flex-1 overflow-auto">
        {isGone ? (
          <p role="alert" className="p-6 text-center">
            {chatText.notOpen}
          </p>
        ) : (
          <img
            src={src}
            alt={chatText.theOriginal}
            onError={() => setIsGone(true)}
            className={isLarge ? "w-[250%] max-w-none" : "size-full object-contain"}
          />
        )}
      </div>
    </div>
  );
}
