import { Copy, Square, Circle, Trash2 } from "lucide-react";
import { editorText } from "~/text/editor";
import { Button, IconButton } from "~/ui/Button";
import type { Mark } from "./marks";
import type { MarkActs } from "./use-marks";

/** The marks beside the photo: each can be switched, copied, reshaped and removed without touching the photo. */
export function MarkList({ acts }: { acts: MarkActs }) {
  if (acts.marks.length === 0) return <p className="text-sm text-soft">{editorText.noMarks}</p>;
  return (
    <section className="grid gap-1">
      <h3 className="font-sans text-sm font-medium max-lg:sr-only">{editorText.list}</h3>
      <ol className="-mx-2 grid max-h-72 gap-0.5 overflow-y-auto">
        {acts.marks.map((mark, index) => {
          const number = index + 1;
          return (
            <li
              key={mark.id}
              className={`flex items-center gap-1 rounded-xl pl-3 ${acts.selected === mark.id ? "bg-blush" : "hover:bg-sunk"}`}
            >
              <label className="flex min-h-11 flex-1 items-center gap-3">
                <input
                  type="checkbox"
                  className="size-5 accent-accent"
                  checked={mark.isOn}
                  aria-label={`${editorText.cover} ${number}`}
                  onChange={() => acts.toggle(mark.id)}
                  onFocus={() => acts.select(mark.id)}
                />
                <span className="tabular-nums">{number}</span>
                {mark.isDoubtful && <span className="text-sm text-soft">{editorText.doubtful}</span>}
              </label>
              <MarkButtons acts={acts} mark={mark} number={number} />
            </li>
          );
        })}
      </ol>
      {acts.marks.some(({ isDoubtful }) => isDoubtful) && (
        <p className="py-1 text-sm text-soft">{editorText.doubtfulHint}</p>
      )}
      <Button look="plain" className="-ml-3 justify-self-start" onClick={acts.clear}>
        {editorText.removeAll}
      </Button>
    </section>
  );
}

/** What can be done with one mark, beside switching it. */
export function MarkButtons({ acts, mark, number }: { acts: MarkActs; mark: Mark; number: number }) {
  const reshape = mark.shape === "ellipse" ? editorText.rectangle : editorText.ellipse;
  return (
    <>
      <IconButton label={reshape(number)} onClick={() => acts.reshape(mark.id)}>
        {mark.shape === "ellipse" ? <Square size={18} /> : <Circle size={18} />}
      </IconButton>
      <IconButton label={`${editorText.copy} ${number}`} onClick={() => acts.copy(mark.id)}>
        <Copy size={18} />
      </IconButton>
      <IconButton label={`${editorText.remove} ${number}`} onClick={() => acts.remove(mark.id)}>
        <Trash2 size={18} />
      </IconButton>
    </>
  );
}
