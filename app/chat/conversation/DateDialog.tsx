import { useState, type FormEvent } from "react";
import { chatText } from "~/text/chat";
import { Button } from "~/ui/Button";
import { Dialog } from "~/ui/Dialog";
import { Field } from "~/ui/Field";
import { goToTime } from "./go-to-message";
import type { LiveRoom } from "./live-room";

interface Props {
  live: LiveRoom;
  isOpen: boolean;
  onClose: () => void;
}

/** Asks for a day, and opens the conversation there. It stays mounted while it is closed. */
export function DateDialog({ live, isOpen, onClose }: Props) {
  return (
    <Dialog title={chatText.goToDate} isOpen={isOpen} onClose={onClose}>
      {isOpen && <DateForm live={live} onClose={onClose} />}
    </Dialog>
  );
}

function DateForm({ live, onClose }: Omit<Props, "isOpen">) {
  const [error, setError] = useState<string>();
  const [isLoading, setIsLoading] = useState(false);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const day = new FormData(event.currentTarget).get("day");
    const at = Date.parse(`${String(day)}T00:00`); // without a zone: where the reader's day begins
    if (Number.isNaN(at)) return setError(chatText.noDate);
    setIsLoading(true);
    const isThere = await goToTime(live, at);
    setIsLoading(false);
    if (isThere) onClose();
    else setError(chatText.goToDateFailed);
  };
  return (
    <form noValidate onSubmit={(event) => void submit(event)} className="grid gap-5">
      <Field name="day" type="date" label={chatText.date} hint={chatText.goToDateHint} error={error} max={today()} />
      <div className="flex flex-wrap justify-end gap-2">
        <Button look="quiet" onClick={onClose}>
          {chatText.cancel}
        </Button>
        <Button type="submit" disabled={isLoading}>
          {chatText.goThere}
        </Button>
      </div>
    </form>
  );
}

/** Returns the reader's day, as the field has it. */
function today(): string {
  const now = new Date();
  const two = (part: number) => String(part).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
