import { chatText } from "~/text/chat";
import { Button } from "~/ui/Button";
import { Dialog } from "~/ui/Dialog";

interface Props {
  name: string;
  isOpen: boolean;
  /** Whether it may be deleted for both. */
  canDeleteForBoth: boolean;
  onDelete: (whom: "me" | "both") => void;
  onClose: () => void;
}

/** Asks for whom a message is deleted. It stays mounted while it is closed. */
export function DeleteDialog({ name, isOpen, canDeleteForBoth, onDelete, onClose }: Props) {
  const choose = (whom: "me" | "both") => {
    onClose();
    onDelete(whom);
  };
  return (
    <Dialog title={chatText.deleteTitle} isOpen={isOpen} onClose={onClose}>
      <p className="mb-4 text-soft">{canDeleteForBoth ? chatText.deleteLead(name) : chatText.deleteForMeLead(name)}</p>
      <div className="grid gap-2">
        {canDeleteForBoth && (
          <Button look="danger" onClick={() => choose("both")}>
            {chatText.deleteForBoth}
          </Button>
        )}
        <Button look="danger" onClick={() => choose("me")}>
          {chatText.deleteForMe}
        </Button>
        <Button look="quiet" onClick={onClose}>
          {chatText.cancel}
        </Button>
      </div>
    </Dialog>
  );
}
