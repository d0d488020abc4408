import type { MetaFunction } from "@remix-run/cloudflare";
import { common } from "~/text/common";
import { pageMeta } from "~/text/page-meta";
import { howText } from "~/text/how-it-works";
import { ButtonLink } from "~/ui/Button";

export const handle = { keptOffline: true };

export const meta: MetaFunction = () => pageMeta({ title: howText.title, description: howText.lead });

export default function HowItWorks() {
  return (
    <div className="mx-auto grid max-w-2xl gap-12 px-4 pt-12 sm:px-6 sm:pt-20">
      <header className="grid gap-4">
        <h1 className="text-4xl sm:text-5xl">{howText.title}</h1>
        <p className="text-lg text-soft">{howText.lead}</p>
      </header>
      <ol className="grid gap-10">
        {howText.parts.map(({ title, body }, index) => (
          <li key={title} className="grid gap-2 sm:grid-cols-[3rem_1fr]">
            <span aria-hidden="true" className="font-serif text-3xl text-accent">
              {index + 1}
            </span>
            <div className="grid gap-2">
              <h2 className="text-2xl">{title}</h2>
              <p className="story-text">{body}</p>
            </div>
          </li>
        ))}
      </ol>
      <section className="grid gap-4 rounded-3xl bg-sunk p-6 sm:p-10">
        <h2 className="text-2xl">{howText.limitsTitle}</h2>
        <ul className="grid list-disc gap-3 ps-5">
          {howText.limits.map((limit) => (
            <li key={limit}>{limit}</li>
          ))}
        </ul>
      </section>
      <ButtonLink to="/stories/new" className="justify-self-start">
        {common.share}
      </ButtonLink>
    </div>
  );
}
