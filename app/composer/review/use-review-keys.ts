import type { KeyboardEvent, RefObject } from "react";
import type { ShownPhoto, StageHandle } from "./Stage";
import type { FaceSteps } from "./use-face-steps";
import type { RegionEditor } from "./use-regions";

interface KeyTargets {
  editor: RegionEditor;
  stage: RefObject<StageHandle>;
  steps: FaceSteps;
  onShow: (change: (shown: ShownPhoto) => ShownPhoto) => void;
  onClose: () => void;
}

/** The keys of the whole review; a focused region handles its own. */
export function useReviewKeys({ editor, stage, steps, onShow, onClose }: KeyTargets) {
  const pressed = (event: KeyboardEvent): boolean => {
    const key = event.key.toLowerCase();
    if (event.ctrlKey || event.metaKey) return runCommand(key, event.shiftKey, editor);
    if (event.altKey) return stage.current?.panByKey(event.key) ?? false;
    const plain: Record<string, (() => void) | undefined> = {
      "+": stage.current?.zoomIn,
      "=": stage.current?.zoomIn,
      "-": stage.current?.zoomOut,
      "0": stage.current?.showWhole,
      b: () => onShow(() => "original"),
      p: () => onShow((shown) => (shown === "preview" ? "regions" : "preview")),
      j: () => steps.step(1),
      k: () => steps.step(-1),
      n: () => stage.current && editor.addAt(stage.current.middle()),
      escape: () => {
        if (stage.current?.cancel()) return;
        if (editor.selected === null) return onClose();
        editor.select(null);
      },
    };
    plain[key]?.();
    return key in plain;
  };
  return {
    onKeyDown: (event: KeyboardEvent) => {
      if (!isTyping(event.target) && pressed(event)) event.preventDefault();
    },
    onKeyUp: (event: KeyboardEvent) => {
      if (event.key.toLowerCase() === "b") onShow(() => "regions");
    },
  };
}

function runCommand(key: string, hasShift: boolean, editor: RegionEditor): boolean {
  if (key === "z") editor.edit({ kind: hasShift ? "redo" : "undo" });
  else if (key === "y") editor.edit({ kind: "redo" });
  else if (key === "d" && editor.selected !== null) editor.duplicate(editor.selected);
  else return false;
  return true;
}

function isTyping(target: EventTarget): boolean {
  return target instanceof HTMLTextAreaElement || (target instanceof HTMLInputElement && target.type === "text");
}
