import { useEffect, useRef, type RefObject } from "react";

/** Opens the dialog over all of the page, which stands still behind it. */
export function useWholeScreen(): RefObject<HTMLDialogElement> {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const page = document.documentElement;
    if (!dialog.current?.open) dialog.current?.showModal();
    const start = dialog.current?.querySelector<HTMLElement>("[data-question] button");
    (start ?? dialog.current?.querySelector<HTMLElement>("[data-stage]"))?.focus();
    // Without its scroll bar the page leaves no gutter beside the dialog.
    Object.assign(page.style, { overflow: "hidden", scrollbarGutter: "auto" });
    return () => void Object.assign(page.style, { overflow: "", scrollbarGutter: "" });
  }, []);
  return dialog;
}
