import { useMatches } from "@remix-run/react";
import { useEffect } from "react";

/** Shows how much waits in the document's title, "(2) Heartfelt", and on the icon of the installed app. */
export function useAppBadge(count: number): void {
  const page = useMatches();
  useEffect(() => {
    document.title = badgedTitle(document.title, count);
  }, [count, page]);
  useEffect(() => {
    if (!("setAppBadge" in navigator)) return;
    // Not allowed, or no app is installed: there is no icon to change.
    void (count > 0 ? navigator.setAppBadge(count) : navigator.clearAppBadge()).catch(() => undefined);
  }, [count]);
}

/** Returns a title with the count in front of it, in place of the one that it has. */
export function badgedTitle(title: string, count: number): string {
  const plain = title.replace(/^\(\d+\) /, "");
  return count > 0 ? `(${count}) ${plain}` : plain;
}
