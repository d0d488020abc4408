import { Link, type LinkProps } from "@remix-run/react";
import type { ButtonHTMLAttributes } from "react";

/** A button's prominence: one `primary` per view. */
export type ButtonLook = "primary" | "quiet" | "plain" | "danger";

const shape =
  "inline-flex min-h-11 items-center justify-center gap-2 rounded-full py-2 text-[0.9375rem] font-medium leading-tight whitespace-nowrap transition-colors select-none disabled:opacity-50";

const looks: Record<ButtonLook, string> = {
  primary: "px-5 bg-accent text-on-accent hover:bg-accent-strong",
  quiet: "px-5 border border-line bg-card text-ink hover:border-soft",
  plain: "px-3 text-soft hover:text-ink hover:bg-sunk",
  danger: "px-5 border border-line bg-card text-danger hover:border-danger",
};

interface Looks {
  look?: ButtonLook;
}

/** A button of at least 44 px. */
export function Button({
  look = "primary",
  className = "",
  type = "button",
  ...rest
}: ButtonHTMLAttributes<HTMLButtonElement> & Looks) {
  return <button type={type} className={`${shape} ${looks[look]} ${className}`} {...rest} />;
}

/** A link that looks like a button. */
export function ButtonLink({ look = "primary", className = "", ...rest }: LinkProps & Looks) {
  return <Link className={`${shape} ${looks[look]} ${className}`} {...rest} />;
}

/** A round button with an icon; `label` is its accessible name and tooltip. */
export function IconButton({
  label,
  className = "",
  type = "button",
  ...rest
}: ButtonHTMLAttributes<HTMLButtonElement> & { label: string }) {
  const look =
    "inline-grid size-11 shrink-0 place-items-center rounded-full text-soft transition-colors hover:bg-sunk hover:text-ink disabled:opacity-40 aria-pressed:bg-blush aria-pressed:text-accent";
  return <button type={type} aria-label={label} title={label} className={`${look} ${className}`} {...rest} />;
}
