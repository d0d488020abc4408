import { useRevalidator } from "@remix-run/react";
import { useEffect } from "react";
import { happened } from "./announcements";

/** Loads the page's data again when something happens now. */
export function useRevalidateOnNews(): void {
  const { revalidate } = useRevalidator();
  useEffect(() => happened.follow(() => revalidate()), [revalidate]);
}
