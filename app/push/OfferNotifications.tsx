import { useEffect, useState } from "react";
import { notificationText } from "~/text/notifications";
import { Button } from "~/ui/Button";
import { pushMemory } from "./push-memory";
import { readPublicKey } from "./push-device";
import { usePush } from "./use-push";

const text = notificationText.offer;

/**
 * Offers notifications once on a browser, to whoever has just asked or written and waits for an answer. The browser itself asks
 * only when they say yes.
 */
export function OfferNotifications({ account }: { account: string }) {
  const { standing, hasFailed, isBusy, turnOn } = usePush(account);
  const [isOpen, setIsOpen] = useState(false);
  useEffect(() => {
    if (standing !== "off" || pushMemory.wasOffered()) return;
    void readPublicKey().then((key) => setIsOpen(key !== null)); // a server without keys has nothing to offer
  }, [standing]);
  if (!isOpen || standing === "unknown" || standing === "unsupported" || standing === "blocked") return null;
  const close = () => {
    pushMemory.saveOffered();
    setIsOpen(false);
  };
  return (
    <section
      aria-label={text.label}
      className="mx-3 my-2 flex flex-wrap items-center gap-x-4 gap-y-2 rounded-2xl border border-line bg-card px-4 py-3 sm:mx-4"
    >
      <p role="status" className="min-w-0 flex-1 basis-60 text-[0.9375rem]">
        {standing === "on" ? text.on : hasFailed ? text.failed : text.question}
      </p>
      <div className="flex flex-wrap gap-2">
        {standing === "off" && (
          <Button look="quiet" onClick={turnOn} disabled={isBusy}>
            {text.yes}
          </Button>
        )}
        <Button look="plain" onClick={close}>
          {standing === "on" ? text.close : text.no}
        </Button>
      </div>
    </section>
  );
}
