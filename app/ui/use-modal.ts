import { useEffect, useLayoutEffect, useRef, type RefObject } from "react";
import { flushSync } from "react-dom";
import { useLatest } from "./use-latest";

/**
 * Opens and closes a modal dialog, whose element is to have the ref that is returned. Escape asks it to close by the event
 * `cancel`, which may be refused each time.
 *
 * `onClose` is called whoever closed it, before the next press or key: the browser's own event `close` may come after them,
 * and what they opened again would close with it.
 */
export function useModal(isOpen: boolean, onClose: (dialog: HTMLDialogElement) => void): RefObject<HTMLDialogElement> {
  const dialog = useRef<HTMLDialogElement>(null);
  const latest = useLatest(onClose);
  useEffect(() => {
    const element = dialog.current;
    if (isOpen && !element?.open) element?.showModal();
    if (!isOpen && element?.open) element.close();
    return isOpen && element ? closeByEscape(element) : undefined;
  }, [isOpen]);
  useLayoutEffect(() => {
    const element = dialog.current;
    if (!element) return;
    const observer = new MutationObserver(() => {
      if (!element.open) flushSync(() => latest.current(element));
    });
    observer.observe(element, { attributeFilter: ["open"] });
    // An open dialog that is only removed would leave the focus nowhere: closed, it goes back to where it was.
    return () => {
      observer.disconnect();
      element.close();
    };
  }, [latest]);
  return dialog;
}

/**
 * A browser asks only once: a second Escape without a press between closes a dialog that refuses, and the one below it, too.
 * At the window, so that what is in the dialog comes first and may keep the key.
 */
function closeByEscape(dialog: HTMLDialogElement): () => void {
  const onKey = (event: KeyboardEvent) => {
    const isMine = event.target instanceof Element && event.target.closest("dialog") === dialog;
    if (event.key !== "Escape" || !isMine || event.isComposing || event.defaultPrevented) return;
    event.preventDefault();
    if (dialog.dispatchEvent(new Event("cancel", { cancelable: true }))) dialog.close();
  };
  window.addEventListener("keydown", onKey);
  return () => window.removeEventListener("keydown", onKey);
}
