import { useEffect } from "react";
import { heightAboveKeyboard } from "./visible-height";

/** Keeps the whole page above the on-screen keyboard, also where the browser lays that over the page. */
export function useVisibleHeight(): void {
  useEffect(() => {
    const visible = visualViewport;
    if (!visible) return;
    const fit = () => {
      const height = heightAboveKeyboard(visible, innerHeight);
      if (height === null) return document.body.style.removeProperty("--visible-height");
      document.body.style.setProperty("--visible-height", `${height}px`);
      scrollTo(0, 0); // Safari has moved the page up to show the field
    };
    visible.addEventListener("resize", fit);
    return () => {
      visible.removeEventListener("resize", fit);
      document.body.style.removeProperty("--visible-height");
    };
  }, []);
}
