import { useEffect, useLayoutEffect, useRef, type RefObject } from "react";

/** Opens and closes a modal dialog, whose element is to have the ref that is returned. */
export function useModal(isOpen: boolean): RefObject<HTMLDialogElement> {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    if (isOpen && !element?.open) element?.showModal();
    if (!isOpen && element?.open) element.close();
  }, [isOpen]);
  useLayoutEffect(() => {
    const element = dialog.current;
    // An open dialog that is only removed would leave the focus nowhere: closed, it goes back to where it was.
    return () => element?.close();
  }, []);
  return dialog;
}
