import { useState } from "react";
import { chatText } from "~/text/chat";
import { WithName } from "~/ui/PersonName";
import { ViewerButtons } from "../photos/ViewerButtons";

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
