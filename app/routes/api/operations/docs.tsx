import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/cloudflare";
import { useLoaderData } from "@remix-run/react";
import { reference, type Reference } from "~/http/api-reference.server";
import { pageMeta } from "~/text/page-meta";
import { referenceText } from "~/text/reference";
import { FieldList } from "~/ui/reference/FieldList";
import { RouteEntry } from "~/ui/reference/RouteEntry";

export const meta: MetaFunction = () => pageMeta(referenceText);

export function loader({ request }: LoaderFunctionArgs) {
  return reference(new URL(request.url).origin);
}

export default function ApiReference() {
  const { areas, shapes, problems } = useLoaderData<typeof loader>();
  const text = referenceText;
  return (
    <div className="mx-auto grid max-w-3xl gap-14 px-4 pt-12 sm:px-6 sm:pt-20">
      <PageHeader areas={areas} />
      {areas.map(({ id, name, about, routes }) => (
        <Area key={id} id={id} title={name} about={about}>
          {routes.map((route) => (
            <RouteEntry key={route.id} {...route} />
          ))}
        </Area>
      ))}
      <Area id="shapes" title={text.shapes} about={text.shapesAbout}>
        {shapes.map(({ name, fields }) => (
          <section key={name} className="grid gap-3 border-t border-line py-6">
            <h3 className="text-xl">{name}</h3>
            <FieldList fields={fields} />
          </section>
        ))}
      </Area>
      <Area id="problems" title={text.problems} about={text.problemsAbout}>
        <ProblemList problems={problems} />
      </Area>
    </div>
  );
}

function PageHeader({ areas }: Pick<Reference, "areas">) {
  const text = referenceText;
  return (
    <header className="grid gap-4">
      <h1 tabIndex={-1} className="text-4xl outline-none sm:text-5xl">
        {text.title}
      </h1>
      <p className="text-lg text-soft">{text.lead}</p>
      <nav aria-label={text.areas}>
        <ul className="flex flex-wrap gap-x-5">
          {areas.map(({ id, name }) => (
            <NavLink key={id} to={`#${id}`} words={name} />
          ))}
          <NavLink to="#shapes" words={text.shapes} />
          <NavLink to="#problems" words={text.problems} />
          <NavLink to="/api/openapi.json" words={`${text.machine}: OpenAPI 3.1`} />
        </ul>
      </nav>
    </header>
  );
}

function ProblemList({ problems }: Pick<Reference, "problems">) {
  return (
    <dl className="grid gap-2 border-t border-line pt-6">
      {problems.map(({ code, status, title }) => (
        <div key={code} id={`problem-${code}`} className="grid scroll-mt-24 gap-x-4 sm:grid-cols-[13rem_1fr]">
          <dt className="font-mono text-sm leading-6">{code}</dt>
          <dd className="text-soft max-sm:mb-2">
            {status}. {title}.
          </dd>
        </div>
      ))}
    </dl>
  );
}

function NavLink({ to, words }: { to: string; words: string }) {
  return (
    <li>
      <a href={to} className="inline-flex min-h-11 items-center underline">
        {words}
      </a>
    </li>
  );
}

function Area({ id, title, about, children }: { id: string; title: string; about: string; children: React.ReactNode }) {
  return (
    <section id={id} aria-labelledby={`${id}-heading`} className="scroll-mt-24">
      <h2 id={`${id}-heading`} className="text-3xl">
        {title}
      </h2>
      <p className="mt-2 mb-6 text-soft">{about}</p>
      {children}
    </section>
  );
}
