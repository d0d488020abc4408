import type { MetaFunction } from "@remix-run/cloudflare";
import { pageMeta } from "~/text/page-meta";
import { privacyText } from "~/text/privacy";

export const handle = { keptOffline: true };

export const meta: MetaFunction = () => pageMeta({ title: privacyText.title, description: privacyText.lead });

export default function Privacy() {
  return (
    <div className="mx-auto grid max-w-2xl gap-12 px-4 pt-12 sm:px-6 sm:pt-20">
      <header className="grid gap-4">
        <h1 className="text-4xl sm:text-5xl">{privacyText.title}</h1>
        <p className="text-lg text-soft">{privacyText.lead}</p>
      </header>
      {privacyText.parts.map(({ title, items }) => (
        <section key={title} className="grid gap-4">
          <h2 className="text-2xl">{title}</h2>
          <ul className="grid list-disc gap-3 ps-5">
            {items.map((item) => (
              <li key={item}>{item}</li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}
