import { data, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/cloudflare";
import { useLoaderData } from "@remix-run/react";
import { SessionsQuery } from "~/contract/session";
import { listSessions } from "~/domain/sessions.server";
import { parseQuery } from "~/platform/http.server";
import { requirePageViewer } from "~/platform/session.server";
import { doSettingsAct } from "~/platform/settings-acts.server";
import { pageMeta } from "~/text/page-meta";
import { settingsText } from "~/text/settings";
import { DataSection } from "~/ui/settings/DataSection";
import { NameSection } from "~/ui/settings/NameSection";
import { PasswordSection } from "~/ui/settings/PasswordSection";
import { SessionsSection } from "~/ui/settings/SessionsSection";

export const meta: MetaFunction = () => [
  ...pageMeta({ title: settingsText.title, description: settingsText.description }),
  { name: "robots", content: "noindex" },
];

export async function loader({ request, context }: LoaderFunctionArgs) {
  const viewer = await requirePageViewer(request, context);
  const { cursor: before = null, limit } = parseQuery(request, SessionsQuery);
  return { account: viewer.account, sessions: await listSessions(context.services, viewer, { before, limit }) };
}

export async function action({ request, context }: ActionFunctionArgs) {
  const viewer = await requirePageViewer(request, context);
  const { status, answer } = await doSettingsAct({ request, context, viewer });
  return data(answer, status);
}

export default function Settings() {
  const { account, sessions } = useLoaderData<typeof loader>();
  return (
    <div className="mx-auto grid max-w-3xl gap-10 px-4 pt-12 sm:px-6">
      <header className="grid gap-2">
        <h1 className="text-4xl">{settingsText.title}</h1>
        <p className="text-soft">{account.email}</p>
      </header>
      <NameSection name={account.display_name} />
      <PasswordSection email={account.email} />
      <SessionsSection page={sessions} />
      <DataSection />
    </div>
  );
}
