import { chatText } from "~/text/chat";
import { Button } from "~/ui/Button";
import { Dialog } from "~/ui/Dialog";
import { EmojiPanel } from "../emoji/EmojiPanel";

interface Props {
  isOpen: boolean;
  onPick: (emoji: string) => void;
  onClose: () => void;
}

/** Lets one react with any emoji. It stays mounted while it is closed. */
export function ReactionDialog({ isOpen, onPick, onClose }: Props) {
  const pick = (emoji: string) => {
    onClose();
    onPick(emoji);
  };
  return (
    <Dialog title={chatText.react} isOpen={isOpen} onClose={onClose}>
      {isOpen && (
        <div className="grid gap-3">
          <div className="h-[min(24rem,60svh)]">
            <EmojiPanel onPick={pick} />
          </div>
          <Button look="quiet" onClick={onClose}>
            {chatText.cancel}
          </Button>
        </div>
      )}
    </Dialog>
  );
}
