import { useState, type FormEvent } from "react";
import { disappearAfterSeconds, type DisappearAfter } from "~/contract/chat";
import { chatText } from "~/text/chat";
import { Button } from "~/ui/Button";
import { Dialog } from "~/ui/Dialog";
import { Notice } from "~/ui/Notice";
import { WithName } from "~/ui/PersonName";
import { RadioChoices } from "~/ui/RadioChoices";
import type { LiveRoom, RoomView } from "./live-room";

const text = chatText.disappearing;

interface Props {
  live: LiveRoom;
  view: RoomView;
  name: string;
  isOpen: boolean;
  onClose: () => void;
}

/** Sets after how long messages disappear, for both. It stays mounted while it is closed. */
export function DisappearingDialog({ isOpen, onClose, ...props }: Props) {
  return (
    <Dialog title={text.title} isOpen={isOpen} onClose={onClose}>
      {isOpen && <Choice {...props} onClose={onClose} />}
    </Dialog>
  );
}

function Choice({ live, view, name, onClose }: Omit<Props, "isOpen">) {
  const current = view.state.disappearAfter;
  const [chosen, choose] = useState<DisappearAfter>(current);
  const [isLost, setIsLost] = useState(false);
  const canSet = view.socket === "open";
  const save = (event: FormEvent) => {
    event.preventDefault();
    if (chosen === current) return onClose();
    if (live.setDisappearing(chosen)) onClose();
    else setIsLost(true);
  };
  return (
    <form className="grid gap-4" onSubmit={save}>
      <p className="text-soft">
        <WithName name={name}>{text.lead(name)}</WithName>
      </p>
      <RadioChoices
        legend={text.title}
        isLegendHidden
        name="after"
        values={disappearAfterSeconds}
        chosen={chosen}
        onChoose={choose}
        textOf={(after) => ({ label: text.choices[after] })}
      />
      {(isLost || !canSet) && <Notice look="wrong">{text.offline}</Notice>}
      <div className="flex flex-wrap justify-end gap-2">
        <Button look="quiet" onClick={onClose}>
          {chatText.cancel}
        </Button>
        <Button type="submit" disabled={!canSet}>
          {chatText.save}
        </Button>
      </div>
    </form>
  );
}
