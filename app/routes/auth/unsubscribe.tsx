import { data, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/cloudflare";
import { useActionData, useLoaderData } from "@remix-run/react";
import { stopDigest } from "~/domain/accounts/digest.server";
import { readForm } from "~/http/body.server";
import { mailText } from "~/text/letters";
import { pageMeta } from "~/text/page-meta";
import { ButtonLink } from "~/ui/Button";
import { PressToGoOn } from "~/ui/PressToGoOn";
import { Told } from "~/ui/Told";

const text = mailText.unsubscribe;

export const meta: MetaFunction = () => [
  ...pageMeta({ title: text.title, description: text.title }),
  { name: "robots", content: "noindex" },
];

/** Opening the link stops nothing: programs that look for bad links open it, too. */
export function loader({ request }: LoaderFunctionArgs) {
  return { token: tokenIn(request) };
}

/** Stops the mails: by the page's button, or by a mail program's own, which posts to the link (RFC 8058). */
export async function action({ request, context: { services } }: ActionFunctionArgs) {
  await readForm(request); // what it says is known by where it was sent
  const outcome = await stopDigest(services, tokenIn(request));
  return data({ outcome }, outcome === "stopped" ? 200 : 404);
}

function tokenIn(request: Request): string {
  return new URL(request.url).searchParams.get("token") ?? "";
}

export default function Unsubscribe() {
  const { token } = useLoaderData<typeof loader>();
  const outcome = useActionData<typeof action>()?.outcome;
  if (outcome === undefined) {
    return <PressToGoOn title={text.title} body={text.lead} submit={text.submit} token={token} />;
  }
  const isStopped = outcome === "stopped";
  return (
    <Told title={isStopped ? text.doneTitle : text.unknownTitle} body={isStopped ? text.done : text.unknown}>
      <ButtonLink to="/settings">{text.toSettings}</ButtonLink>
    </Told>
  );
}
