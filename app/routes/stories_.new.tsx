import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/cloudflare";
import { Composer } from "~/photo/composer/Composer";
import { requirePageViewer } from "~/platform/session.server";
import { common } from "~/text/common";
import { composerText } from "~/text/composer";

export const meta: MetaFunction = () => [
  { title: `${composerText.newTitle} · ${common.name}` },
  { name: "description", content: composerText.lead },
];

export async function loader({ request, context }: LoaderFunctionArgs) {
  await requirePageViewer(request, context);
  return null;
}

export default function NewStory() {
  return <Composer story={null} />;
}
