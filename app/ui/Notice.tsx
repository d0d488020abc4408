import type { ReactNode } from "react";

const looks = {
  calm: "border-line bg-sunk text-ink",
  warm: "border-accent/30 bg-blush text-ink",
  wrong: "border-danger/40 bg-card text-ink",
} as const;

/** A sentence that matters here, with what can be done about it. Announced when it appears and something is wrong. */
export function Notice({
  look = "calm",
  title,
  children,
}: {
  look?: keyof typeof looks;
  title?: string;
  children: ReactNode;
}) {
  return (
    <div
      role={look === "wrong" ? "alert" : undefined}
      className={`rounded-2xl border px-5 py-4 text-[0.9375rem] ${looks[look]}`}
    >
      {title && <p className="mb-1 font-semibold">{title}</p>}
      <div className="text-pretty">{children}</div>
    </div>
  );
}

/** The content of an empty list: what would be here, and the way to it. */
export function EmptyState({ title, children, action }: { title: string; children: ReactNode; action?: ReactNode }) {
  return (
    <div className="grid justify-items-center gap-4 rounded-3xl border border-dashed border-line px-6 py-16 text-center">
      <Ellipses />
      <h2 className="text-2xl">{title}</h2>
      <p className="max-w-md text-soft">{children}</p>
      {action}
    </div>
  );
}

function Ellipses() {
  return (
    <svg width="72" height="48" viewBox="0 0 72 48" aria-hidden="true" className="text-accent">
      <ellipse cx="28" cy="24" rx="17" ry="22" fill="currentColor" opacity=".18" />
      <ellipse cx="46" cy="24" rx="17" ry="22" fill="currentColor" opacity=".3" />
    </svg>
  );
}
