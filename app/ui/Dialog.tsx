import { useId, type ReactNode } from "react";
import { useModal } from "./use-modal";

/** The element that a dialog focuses when it opens. React renders this attribute for no heading. */
const focusedFirst = (element: HTMLElement | null): void => void element?.toggleAttribute("autofocus", true);

/**
 * A native modal dialog: the browser keeps the focus in it, Escape closes it, and the focus goes back to where it was.
 * It stays mounted while it is closed, as one that is taken away open takes the focus with it.
 */
export function Dialog({
  title,
  isOpen,
  onClose,
  startsAt = "control",
  children,
}: {
  title: ReactNode;
  isOpen: boolean;
  onClose: () => void;
  /** Where the focus begins. A dialog that grows after it opened starts at its title: its only control then may end out of view. */
  startsAt?: "control" | "title";
  children: ReactNode;
}) {
  const dialog = useModal(isOpen, onClose);
  const id = useId();
  return (
    <dialog
      ref={dialog}
      aria-labelledby={id}
      className="m-auto w-[min(30rem,calc(100vw-2rem))] rounded-3xl border border-line bg-card p-6 text-ink shadow-card backdrop:bg-black/50"
    >
      <h2
        id={id}
        className="mb-3 text-2xl outline-none"
        {...(startsAt === "title" && { tabIndex: -1, ref: focusedFirst })}
      >
        {title}
      </h2>
      {children}
    </dialog>
  );
}
