import {
  data,
  redirect,
  type ActionFunctionArgs,
  type LoaderFunctionArgs,
  type MetaFunction,
} from "@remix-run/cloudflare";
import { useLoaderData } from "@remix-run/react";
import { api } from "~/contract/api";
import { confirmAddress, readVerification } from "~/domain/accounts/verify-address.server";
import { linkStatuses } from "~/http/link-statuses.server";
import { answerLinkPage, takeLinkToken } from "~/http/link-token.server";
import { common } from "~/text/common";
import { mailText } from "~/text/letters";
import { pageMeta } from "~/text/page-meta";
import { ButtonLink } from "~/ui/Button";
import { MailedLinkPage } from "~/ui/MailedLinkPage";

const text = mailText.verify;

export const meta: MetaFunction = () => [
  ...pageMeta({ title: text.title, description: text.title }),
  { name: "robots", content: "noindex" },
];

export function loader({ request, context }: LoaderFunctionArgs) {
  return answerLinkPage(request, (token) => readVerification(context.services, token));
}

/** Opening the link confirms nothing: programs that look for bad links open it, too. */
export async function action({ request, context: { services } }: ActionFunctionArgs) {
  const outcome = await confirmAddress(services, await takeLinkToken(request, services, api.auth.verifyEmail));
  if (outcome === "confirmed") return redirect("/verify-email?done");
  return data(null, linkStatuses[outcome]);
}

export default function VerifyEmail() {
  const link = useLoaderData<typeof loader>();
  return (
    <MailedLinkPage
      link={link}
      text={text}
      onwards={<ButtonLink to="/">{common.toStories}</ButtonLink>}
      instead={<ButtonLink to="/settings">{text.toSettings}</ButtonLink>}
    />
  );
}
