import { useId, type ReactNode } from "react";
import { useModal } from "./use-modal";

/**
 * A native modal dialog: the browser keeps the focus in it, Escape closes it, and the focus goes back to where it was.
 * It stays mounted while it is closed, as one that is taken away open takes the focus with it.
 */
export function Dialog({
  title,
  isOpen,
  onClose,
  children,
}: {
  title: ReactNode;
  isOpen: boolean;
  onClose: () => void;
  children: ReactNode;
}) {
  const dialog = useModal(isOpen);
  const id = useId();
  return (
    <dialog
      ref={dialog}
      aria-labelledby={id}
      onClose={onClose}
      className="m-auto w-[min(30rem,calc(100vw-2rem))] rounded-3xl border border-line bg-card p-6 text-ink shadow-card backdrop:bg-black/50"
    >
      <h2 id={id} className="mb-3 text-2xl">
        {title}
      </h2>
      {children}
    </dialog>
  );
}
