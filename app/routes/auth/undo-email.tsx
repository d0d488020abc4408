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
import { takeLinkToken } from "~/http/link-token.server";
import { common } from "~/text/common";
import { mailText } from "~/text/letters";
import { pageMeta } from "~/text/page-meta";
import { ButtonLink } from "~/ui/Button";
import { PressToGoOn } from "~/ui/PressToGoOn";
import { Told } from "~/ui/Told";

const text = mailText.undo;

export const meta: MetaFunction = () => [
  ...pageMeta({ title: text.title, description: text.title }),
  { name: "robots", content: "noindex" },
];

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { searchParams } = new URL(request.url);
  if (searchParams.has("done")) return data({ state: "done" as const, email: null, token: "" });
  const token = searchParams.get("token") ?? "";
  const { state, email } = await readUndo(context.services, token);
  return data({ state, email, token }, linkStatuses[state]);
}

/** Opening the link undoes nothing: programs that look for bad links open it, too. */
export async function action({ request, context: { services } }: ActionFunctionArgs) {
  const outcome = await undoChange(services, await takeLinkToken(request, services, api.auth.undoEmailChange));
  if (outcome === "undone") return redirect("/undo-email?done");
  return data(null, linkStatuses[outcome]);
}

export default function UndoEmail() {
  const { state, email, token } = useLoaderData<typeof loader>();
  switch (state) {
    case "done":
      return (
        <Told title={text.doneTitle} body={text.done}>
          <ButtonLink to="/forgot-password">{text.newPassword}</ButtonLink>
        </Told>
      );
    case "good":
      return <PressToGoOn title={text.title} body={text.lead(email ?? "")} submit={text.submit} token={token} />;
    default:
      return (
        <Told title={text.refusedTitle} body={text[state]}>
          <ButtonLink to="/">{common.toStories}</ButtonLink>
        </Told>
      );
  }
}
