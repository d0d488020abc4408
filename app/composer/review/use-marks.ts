import { useCallback, useState } from "react";
import type { Size } from "~/contract/photo";
import { editorText } from "~/text/editor";
import { redo, step, undo, type History } from "./history";
import { changeMark, copyMark, growMark, markAt, moveMark, withMark, withoutMark, type Mark } from "./marks";
import type { Point } from "./viewport";

export type Marks = readonly Mark[];

/** What a person can do with the marks of a photo; each act can be undone, and is said to a screen reader. */
export function useMarks(photo: Size, history: History<Marks>, onHistory: (next: History<Marks>) => void) {
  const [selected, select] = useState<string | null>(null);
  const [added, setAdded] = useState<string | null>(null);
  const [said, say] = useState("");
  const marks = history.present;
  const numberOf = (id: string) => marks.findIndex((mark) => mark.id === id) + 1;

  const set = useCallback(
    (next: Marks, sentence: string) => {
      onHistory(step(history, next));
      say(sentence);
    },
    [history, onHistory],
  );

  const add = (mark: Mark | null) => {
    if (!mark) return;
    const next = withMark(marks, mark);
    if (next === marks) return say(editorText.said.full);
    set(next, editorText.said.added(next.length));
    select(mark.id);
    setAdded(mark.id);
  };

  return {
    marks,
    /** The mark that was added last. */
    added,
    selected,
    select,
    said,
    say,
    add,
    addAt: (at: Point) => add(markAt(at, photo, crypto.randomUUID())),
    change: (id: string, change: (mark: Mark) => Mark, sentence: string) =>
      set(changeMark(marks, id, change), sentence),
    nudge: (id: string, by: Point) =>
      set(
        changeMark(marks, id, (mark) => moveMark(mark, by, photo)),
        editorText.said.moved(numberOf(id)),
      ),
    grow: (id: string, by: Point) =>
      set(
        changeMark(marks, id, (mark) => growMark(mark, by, photo)),
        editorText.said.resized(numberOf(id)),
      ),
    toggle: (id: string) => {
      const isOn = !marks.find((mark) => mark.id === id)?.isOn;
      set(
        changeMark(marks, id, (mark) => ({ ...mark, isOn })),
        isOn ? editorText.said.on(numberOf(id)) : editorText.said.off(numberOf(id)),
      );
    },
    reshape: (id: string) => {
      const isRound = marks.find((mark) => mark.id === id)?.shape === "rectangle";
      set(
        changeMark(marks, id, (mark) => ({ ...mark, shape: isRound ? "ellipse" : "rectangle" })),
        editorText.said.reshaped(numberOf(id), isRound),
      );
    },
    copy: (id: string) => {
      const mark = marks.find((one) => one.id === id);
      if (mark) add(copyMark(mark, photo, crypto.randomUUID()));
    },
    remove: (id: string) => {
      set(withoutMark(marks, id), editorText.said.removed(numberOf(id)));
      select(null);
    },
    clear: () => {
      set([], editorText.said.cleared);
      select(null);
    },
    undo: () => {
      onHistory(undo(history));
      say(editorText.said.undone);
    },
    redo: () => {
      onHistory(redo(history));
      say(editorText.said.redone);
    },
    canUndo: history.past.length > 0,
    canRedo: history.future.length > 0,
  };
}

export type MarkActs = ReturnType<typeof useMarks>;
