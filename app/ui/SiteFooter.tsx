import { Link, useFetcher } from "@remix-run/react";
import { common } from "~/text/common";

const themes = ["system", "light", "dark"] as const;

/** The product's promise, the privacy notes and the API, and the choice of theme. */
export function SiteFooter({ theme }: { theme: (typeof themes)[number] }) {
  const fetcher = useFetcher();
  return (
    <footer className="mt-24 border-t border-line/70 py-10">
      <div className="mx-auto flex max-w-5xl flex-col gap-6 px-4 text-sm sm:px-6 text-soft md:flex-row md:items-end md:justify-between">
        <p className="max-w-lg text-pretty">
          {common.footer}{" "}
          <Link to="/privacy" className="underline underline-offset-2">
            {common.privacy}
          </Link>{" "}
          <a href="/api/docs" className="underline underline-offset-2">
            {common.api}
          </a>
        </p>
        <fetcher.Form
          method="post"
          action="/theme"
          className="flex w-fit items-center rounded-full border border-line p-0.5"
          aria-label={common.theme.label}
        >
          {themes.map((choice) => (
            <button
              key={choice}
              name="theme"
              value={choice}
              aria-pressed={choice === theme}
              className="min-h-11 rounded-full px-4 transition-colors hover:text-ink aria-pressed:bg-blush aria-pressed:text-ink"
            >
              {common.theme[choice]}
            </button>
          ))}
        </fetcher.Form>
      </div>
    </footer>
  );
}
