import {
  data,
  redirect,
  type ActionFunctionArgs,
  type LoaderFunctionArgs,
  type MetaFunction,
} from "@remix-run/cloudflare";
import { Form, useLoaderData } from "@remix-run/react";
import { api } from "~/contract/api";
import { readUndo, undoChange } from "~/domain/accounts/change-address.server";
import type { LinkState } from "~/domain/accounts/mail-links.server";

import { readForm } from "~/http/body.server";
import { takeLimits } from "~/http/limits.server";
import { rateLimited } from "~/http/problem.server";
import { common } from "~/text/common";
import { mailText } from "~/text/letters";
import { pageMeta } from "~/text/page-meta";
import { Button, ButtonLink } from "~/ui/Button";
import { Told } from "~/ui/Told";

const text = mailText.undo;

export const meta: MetaFunction = () => [
  ...pageMeta({ title: text.title, description: text.title }),
  { name: "robots", content: "noindex" },
];

const statuses: Record<LinkState, number> = { good: 200, expired: 410, used: 410, unknown: 404 };

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { searchParams } = new URL(request.url);
  if (searchParams.has("done")) return data({ state: "done" as const, email: null, token: "" });
  const token = searchParams.get("token") ?? "";
  const { state, email } = await readUndo(context.services, token);
  return data({ state, email, token }, statuses[state]);
}

/** Opening the link undoes nothing: programs that look for bad links open it, too. */
export async function action({ request, context: { services } }: ActionFunctionArgs) {
  const token = (await readForm(request)).get("token");
  const rate = await takeLimits(api.auth.undoEmailChange, { viewer: null, services, request });
  if (rate.kind === "limited") throw rateLimited(rate.retryAfterSeconds);
  const outcome = await undoChange(services, typeof token === "string" ? token : "");
  if (outcome === "undone") return redirect("/undo-email?done");
  return data(null, statuses[outcome]);
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
      return (
        <Told title={text.title} body={text.lead(email ?? "")}>
          <Form method="post" className="grid gap-5">
            <input type="hidden" name="token" value={token} />
            <Button type="submit">{text.submit}</Button>
          </Form>
        </Told>
      );
    default:
      return (
        <Told title={text.refusedTitle} body={text[state]}>
          <ButtonLink to="/">{common.toStories}</ButtonLink>
        </Told>
      );
  }
}
