import { useEffect, type RefObject } from "react";
import { useModal } from "~/ui/use-modal";

/** Opens the dialog over all of the page, which stands still behind it. */
export function useWholeScreen(onClose: () => void): RefObject<HTMLDialogElement> {
  const dialog = useModal(true, onClose);
  useEffect(() => {
    const page = document.documentElement;
    const start = dialog.current?.querySelector<HTMLElement>("[data-question] button");
    (start ?? dialog.current?.querySelector<HTMLElement>("[data-stage]"))?.focus();
    // Without its scroll bar the page leaves no gutter beside the dialog.
    Object.assign(page.style, { overflow: "hidden", scrollbarGutter: "auto" });
    return () => void Object.assign(page.style, { overflow: "", scrollbarGutter: "" });
  }, [dialog]);
  return dialog;
}
