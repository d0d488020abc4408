import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/cloudflare";
import { useLoaderData } from "@remix-run/react";
import { Composer } from "~/composer/Composer";
import { requirePageViewer } from "~/http/session.server";
import { composerText } from "~/text/composer";
import { pageMeta } from "~/text/page-meta";

export const handle = { keptOffline: true };

export const meta: MetaFunction = () => [
  ...pageMeta({ title: composerText.newTitle, description: composerText.lead }),
  { name: "robots", content: "noindex" },
];

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { account } = await requirePageViewer(request, context);
  return { author: account.id };
}

export default function NewStory() {
  const { author } = useLoaderData<typeof loader>();
  return <Composer story={null} author={author} />;
}
