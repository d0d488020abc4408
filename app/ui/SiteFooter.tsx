import { useFetcher } from "@remix-run/react";
import { common } from "~/text/common";

const themes = ["system", "light", "dark"] as const;

/** An honest word, and the choice of colours. */
export function SiteFooter({ theme }: { theme: (typeof themes)[number] }) {
  const fetcher = useFetcher();
  return (
    <footer className="mt-20 border-t border-line/70 px-4 py-10 sm:px-6">
      <div className="mx-auto flex max-w-5xl flex-col gap-6 text-sm text-soft md:flex-row md:items-end md:justify-between">
        <p className="max-w-lg text-pretty">{common.footer}</p>
        <fetcher.Form method="post" action="/theme" className="flex items-center gap-1" aria-label={common.theme.label}>
          {themes.map((choice) => (
            <button
              key={choice}
              name="theme"
              value={choice}
              aria-pressed={choice === theme}
              className="min-h-11 rounded-full px-3 transition-colors hover:text-ink aria-pressed:bg-sunk aria-pressed:text-ink"
            >
              {common.theme[choice]}
            </button>
          ))}
        </fetcher.Form>
      </div>
    </footer>
  );
}
