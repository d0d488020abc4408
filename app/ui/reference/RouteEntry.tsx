import { referenceText as text } from "~/text/reference";
import { FieldList, type FieldRow } from "./FieldList";

interface Props {
  id: string;
  method: string;
  path: string;
  summary: string;
  description: string | null;
  caller: keyof typeof text.caller;
  takes: { where: string; fields: FieldRow[] }[];
  gives: { status: number; description: string; type: string | null }[];
  problems: string[];
  curl: string;
}

/** One route: its address, and what goes in and comes out. Its heading is its own link. */
export function RouteEntry(route: Props) {
  const { id, summary, takes, gives, problems, curl } = route;
  return (
    <article id={id} aria-labelledby={`${id}-title`} className="grid scroll-mt-24 gap-5 border-t border-line py-8">
      <RouteHeader {...route} />
      {takes.map(({ where, fields }) => (
        <Part key={where} title={`${text.takes} (${text.where(where)})`}>
          <FieldList fields={fields} />
        </Part>
      ))}
      <Answers gives={gives} />
      <Problems codes={problems} />
      <Part title={text.example}>
        {/* A region that scrolls can be reached and scrolled with the keys. */}
        <pre
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
          tabIndex={0}
          aria-label={`${text.example}: ${summary}`}
          className="overflow-x-auto rounded-2xl bg-sunk p-4 font-mono text-sm"
        >
          {curl}
        </pre>
      </Part>
    </article>
  );
}

function RouteHeader({ id, method, path, summary, description, caller }: Props) {
  return (
    <header className="grid gap-2">
      <h3 id={`${id}-title`} className="text-xl">
        <a href={`#${id}`} className="hover:underline">
          {summary}
        </a>
      </h3>
      <p className="font-mono text-sm [overflow-wrap:anywhere]">
        <span className="me-2 rounded-md bg-blush px-2 py-1 font-semibold text-ink">{method}</span>
        {path}
      </p>
      <p className="text-soft">
        {text.caller[caller]} {description}
      </p>
    </header>
  );
}

function Answers({ gives }: Pick<Props, "gives">) {
  return (
    <Part title={text.gives}>
      <ul className="grid gap-1">
        {gives.map((answer) => (
          <li key={answer.status} className="grid grid-cols-[3rem_minmax(0,1fr)] gap-2">
            <span className="font-mono text-sm leading-6">{answer.status}</span>
            <span>
              {answer.description}{" "}
              {answer.type && <span className="text-soft [overflow-wrap:anywhere]">{answer.type}</span>}
            </span>
          </li>
        ))}
      </ul>
    </Part>
  );
}

/** The codes of its problems, each a link to its meaning. */
function Problems({ codes }: { codes: string[] }) {
  return (
    <Part title={text.refuses}>
      <ul className="flex flex-wrap gap-x-3">
        {codes.map((code) => (
          <li key={code}>
            <a href={`#problem-${code}`} className="inline-flex min-h-8 items-center font-mono text-sm underline">
              {code}
            </a>
          </li>
        ))}
      </ul>
    </Part>
  );
}

function Part({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <section className="grid min-w-0 gap-2">
      <h4 className="text-sm font-semibold">{title}</h4>
      {children}
    </section>
  );
}
