import { chatText } from "~/text/chat";
import { Button } from "~/ui/Button";
import type { LiveRoom } from "./live-room";

/** Says why a message could not be edited or deleted. Empty while nothing is to be said. */
export function ChangeRefused({ live, sentence }: { live: LiveRoom; sentence: string }) {
  return (
    <div
      role="alert"
      className={sentence === "" ? "sr-only" : "border-t border-line bg-sunk px-4 py-1 text-center text-sm"}
    >
      {sentence !== "" && (
        <>
          {sentence}
          <Button look="plain" onClick={() => live.dismissRefusedChange()}>
            {chatText.close}
          </Button>
        </>
      )}
    </div>
  );
}
