import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/cloudflare";
import { useLoaderData } from "@remix-run/react";
import type { LocalMail } from "~/contract/letter";
import { notFound } from "~/http/problem.server";
import { shortDateTime } from "~/text/dates";
import { mailText } from "~/text/letters";
import { pageMeta } from "~/text/page-meta";

const text = mailText.dev;

export const meta: MetaFunction = () => [
  ...pageMeta({ title: text.title, description: text.lead }),
  { name: "robots", content: "noindex" },
];

/** Throws 404 for all but a local run: a real mailbox is its owner's. */
export async function loader({ context: { services } }: LoaderFunctionArgs) {
  if (services.localMailbox === null) throw notFound();
  return { mails: await services.localMailbox.list() };
}

export default function DevMail() {
  const { mails } = useLoaderData<typeof loader>();
  return (
    <div className="mx-auto grid max-w-3xl gap-8 px-4 pt-12 sm:px-6">
      <header className="grid gap-2">
        <h1 className="text-4xl">{text.title}</h1>
        <p className="text-soft">{mails.length === 0 ? text.none : text.lead}</p>
      </header>
      {mails.map((mail) => (
        <Mail key={`${mail.sent_at} ${mail.text}`} mail={mail} />
      ))}
    </div>
  );
}

function Mail({ mail }: { mail: LocalMail }) {
  return (
    <article className="grid gap-2 border-t border-line pt-6">
      <h2 className="text-xl">{mail.subject}</h2>
      <p className="text-sm text-soft">
        {text.to} {mail.to.join(", ")}, <time dateTime={mail.sent_at}>{shortDateTime(mail.sent_at)}</time>
      </p>
      <div className="[overflow-wrap:anywhere] whitespace-pre-wrap">
        {mail.text.split(/(https?:\/\/\S+)/).map((part, at) =>
          at % 2 === 0 ? (
            part
          ) : (
            <a key={part} href={part} className="text-accent underline underline-offset-4">
              {part}
            </a>
          ),
        )}
      </div>
    </article>
  );
}
