import { useRevalidator } from "@remix-run/react";
import { useEffect } from "react";
import { onHappened } from "./happened";

/** Loads the page's data again when something happens now. */
export function useRevalidateOnNews(): void {
  const { revalidate } = useRevalidator();
  useEffect(() => onHappened(() => revalidate()), [revalidate]);
}
