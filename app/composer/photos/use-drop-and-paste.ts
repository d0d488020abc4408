import { useEffect, useState } from "react";
import { useLatest } from "~/ui/use-latest";

/** Listens to the whole page: a photo dropped beside its place would replace the page. Returns true while one is over it. */
export function useDropAndPaste(onFiles: (files: Iterable<File>) => void): boolean {
  const [isOver, setIsOver] = useState(false);
  const latest = useLatest(onFiles);
  useEffect(() => {
    const over = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      setIsOver(true);
    };
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) setIsOver(false);
    };
    const drop = (event: DragEvent) => {
      setIsOver(false);
      if (!event.dataTransfer?.files.length) return;
      event.preventDefault();
      latest.current(event.dataTransfer.files);
    };
    const paste = ({ clipboardData }: ClipboardEvent) => latest.current(clipboardData?.files ?? []);
    const all = new AbortController();
    const { signal } = all;
    addEventListener("dragover", over, { signal });
    addEventListener("dragleave", leave, { signal });
    addEventListener("drop", drop, { signal });
    addEventListener("paste", paste, { signal });
    return () => all.abort();
  }, [latest]);
  return isOver;
}
