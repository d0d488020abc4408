import type { ReactNode } from "react";

/** A page that says one thing, with what can be done about it. */
export function Told({ title, body, children }: { title: string; body: string; children?: ReactNode }) {
  return (
    <div className="mx-auto grid max-w-md gap-8 px-4 pt-14 sm:pt-20">
      <header className="grid gap-3">
        <h1 className="text-4xl">{title}</h1>
        <p role="status" className="text-soft">
          {body}
        </p>
      </header>
      {children}
    </div>
  );
}
