import {
  data,
  redirect,
  type ActionFunctionArgs,
  type LoaderFunctionArgs,
  type MetaFunction,
} from "@remix-run/cloudflare";
import { useLoaderData } from "@remix-run/react";
import { api } from "~/contract/api";
import { readUndo, undoChange } from "~/domain/accounts/change-address.server";
import { linkStatuses } from "~/http/link-statuses.server";
import { answerLinkPage, takeLinkToken } from "~/http/link-token.server";
import { common } from "~/text/common";
import { mailText } from "~/text/letters";
import { pageMeta } from "~/text/page-meta";
import { ButtonLink } from "~/ui/Button";
import { MailedLinkPage } from "~/ui/MailedLinkPage";

const text = mailText.undo;

export const meta: MetaFunction = () => [
  ...pageMeta({ title: text.title, description: text.title }),
  { name: "robots", content: "noindex" },
];

export function loader({ request, context }: LoaderFunctionArgs) {
  return answerLinkPage(request, (token) => readUndo(context.services, token));
}

/** Opening the link undoes nothing: programs that look for bad links open it, too. */
export async function action({ request, context: { services } }: ActionFunctionArgs) {
  const outcome = await undoChange(services, await takeLinkToken(request, services, api.auth.undoEmailChange));
  if (outcome === "undone") return redirect("/undo-email?done");
  return data(null, linkStatuses[outcome]);
}

export default function UndoEmail() {
  const link = useLoaderData<typeof loader>();
  return (
    <MailedLinkPage
      link={link}
      text={text}
      onwards={<ButtonLink to="/forgot-password">{text.newPassword}</ButtonLink>}
      instead={<ButtonLink to="/">{common.toStories}</ButtonLink>}
    />
  );
}
