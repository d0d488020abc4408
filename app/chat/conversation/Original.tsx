import { useState } from "react";
import { chatText } from "~/text/chat";
import { WithName } from "~/ui/PersonName";
import { ViewerButtons } from "../photos/ViewerButtons";
import { ZoomablePhoto } from "../photos/ZoomablePhoto";

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
  return (
    <div className="flex h-full flex-col">
      <div className="flex items-center gap-2 px-3 py-2">
        <h2 id={titleId} className="min-w-0 flex-1 truncate text-lg">
          <WithName name={name}>{chatText.theirs(name)}</WithName>
        </h2>
        <ViewerButtons isLarge={isLarge} onZoom={() => setIsLarge(!isLarge)} onClose={onClose} />
      </div>
      <div className="min-h-0 flex-1">
        {isGone ? (
          <p role="alert" className="p-6 text-center">
            {chatText.notOpen}
          </p>
        ) : (
          <ZoomablePhoto
            src={src}
            alt={chatText.theOriginal}
            isLarge={isLarge}
            onZoom={() => setIsLarge(!isLarge)}
            onError={() => setIsGone(true)}
          />
        )}
      </div>
    </div>
  );
}
