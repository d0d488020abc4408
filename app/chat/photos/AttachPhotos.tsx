import { ImagePlus } from "lucide-react";
import { useState, type ChangeEvent, type ComponentType } from "react";
import { createPortal } from "react-dom";
import { useAcceptedTypes } from "~/composer/photos/accepted-types";
import { useDropAndPaste } from "~/composer/photos/use-drop-and-paste";
import { chatText } from "~/text/chat";
import { Notice } from "~/ui/Notice";
import type { PhotoSheetProps } from "./PhotoSheet";

interface Props extends Pick<PhotoSheetProps, "author" | "text" | "onText" | "onSend"> {}

/** Takes photos for a message: chosen, dropped or pasted. What reviews them is loaded with the first. */
export function AttachPhotos({ author, text, onText, onSend }: Props) {
  const { files, Sheet, take, close, forgetFailure } = usePhotoSheet();
  const isOver = useDropAndPaste(take);
  return (
    <>
      <FileButton isOver={isOver && files === null} onFiles={take} />
      {Sheet === "failed" && <LoadFailed onClose={forgetFailure} />}
      {files !== null &&
        Sheet !== null &&
        Sheet !== "failed" &&
        // Outside the form of the message: a key pressed here must not send what is there.
        createPortal(
          <Sheet
            {...{ files, author, text, onText }}
            onClose={close}
            onSend={(words, photos) => {
              close();
              onSend(words, photos);
            }}
          />,
          document.body,
        )}
      {files !== null && Sheet === null && (
        <p role="status" className="sr-only">
          {chatText.sheet.loading}
        </p>
      )}
    </>
  );
}

/** Returns the photos that were taken, null while there are none, and the sheet that reviews them, null until it is loaded. */
function usePhotoSheet() {
  const [files, setFiles] = useState<File[] | null>(null);
  const [Sheet, setSheet] = useState<ComponentType<PhotoSheetProps> | "failed" | null>(null);
  const take = (chosen: Iterable<File>) => {
    const photos = [...chosen];
    if (photos.length === 0 || files !== null) return;
    setFiles(photos);
    import("./PhotoSheet").then(
      (code) => setSheet(() => code.PhotoSheet),
      () => {
        setFiles(null);
        setSheet("failed");
      },
    );
  };
  return { files, Sheet, take, close: () => setFiles(null), forgetFailure: () => setSheet(null) };
}

function FileButton({ isOver, onFiles }: { isOver: boolean; onFiles: (files: Iterable<File>) => void }) {
  const accept = useAcceptedTypes();
  const onChange = ({ target }: ChangeEvent<HTMLInputElement>) => {
    onFiles(target.files ?? []);
    // So that the same photo can be chosen again.
    target.value = "";
  };
  return (
    <label
      title={chatText.attach}
      className={`grid size-12 shrink-0 cursor-pointer place-items-center rounded-full text-soft transition-colors hover:bg-sunk hover:text-ink has-focus-visible:outline-2 has-focus-visible:outline-accent ${isOver ? "bg-blush text-accent" : ""}`}
    >
      <ImagePlus aria-hidden="true" className="size-5" />
      <input
        type="file"
        multiple
        accept={accept}
        aria-label={chatText.attach}
        className="sr-only"
        onChange={onChange}
      />
    </label>
  );
}

function LoadFailed({ onClose }: { onClose: () => void }) {
  return (
    <div className="fixed inset-x-3 bottom-24 z-10 mx-auto max-w-md">
      <Notice look="wrong">
        {chatText.sheet.failed}{" "}
        <button type="button" className="min-h-11 underline" onClick={onClose}>
          {chatText.close}
        </button>
      </Notice>
    </div>
  );
}
