import {
  data,
  redirect,
  type ActionFunctionArgs,
  type LoaderFunctionArgs,
  type MetaFunction,
} from "@remix-run/cloudflare";
import { Form, useActionData, useLoaderData } from "@remix-run/react";
import { api } from "~/contract/api";
import { readResetLink, resetPassword } from "~/domain/accounts/forgotten-password.server";
import type { LinkState } from "~/domain/accounts/mail-links.server";
import { later, readVisitorForm } from "~/http/account-form.server";
import { linkStatuses } from "~/http/link-statuses.server";
import { accountText } from "~/text/account";
import { common } from "~/text/common";
import { mailText } from "~/text/letters";
import { pageMeta } from "~/text/page-meta";
import { Button, ButtonLink } from "~/ui/Button";
import { Field } from "~/ui/Field";
import { Notice } from "~/ui/Notice";
import { Told } from "~/ui/Told";

const text = mailText.reset;
const row = api.auth.resetPassword;

export const meta: MetaFunction = () => [
  ...pageMeta({ title: text.title, description: text.lead }),
  { name: "robots", content: "noindex" },
];

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { searchParams } = new URL(request.url);
  if (searchParams.has("done")) return data({ link: "done" as const, token: "" });
  const token = searchParams.get("token") ?? "";
  const link = await readResetLink(context.services, token);
  return data({ link, token }, linkStatuses[link]);
}

interface Answer {
  refused?: Exclude<LinkState, "good">;
  error?: string;
  problem?: string;
}

export async function action({ request, context: { services } }: ActionFunctionArgs) {
  const form = await readVisitorForm(row, { request, services });
  if (form.kind === "invalid") return data<Answer>({ error: form.errors.new_password?.[0] }, 422);
  if (form.kind === "limited") {
    return data<Answer>({ problem: mailText.forgot.limited }, later(429, form.retryAfterSeconds));
  }
  const outcome = await resetPassword(services, form.input);
  // On to an address without the link: on its own page it would read as used by now.
  if (outcome === "reset") return redirect("/reset-password?done");
  return data<Answer>({ refused: outcome }, linkStatuses[outcome]);
}

export default function ResetPassword() {
  const { link, token } = useLoaderData<typeof loader>();
  const answer = useActionData<Answer>();
  if (link === "done") {
    return (
      <Told title={text.doneTitle} body={text.done}>
        <ButtonLink to="/sign-in">{common.signIn}</ButtonLink>
      </Told>
    );
  }
  const refused = answer?.refused ?? (link === "good" ? null : link);
  if (refused !== null) {
    return (
      <Told title={text.refusedTitle} body={text[refused]}>
        <ButtonLink to="/forgot-password">{text.again}</ButtonLink>
      </Told>
    );
  }
  return (
    <Told title={text.title} body={text.lead}>
      <Form method="post" className="grid gap-5" noValidate>
        {answer?.problem && <Notice look="wrong">{answer.problem}</Notice>}
        <input type="hidden" name="token" value={token} />
        <Field
          label={accountText.password}
          hint={accountText.passwordHint}
          name="new_password"
          type="password"
          autoComplete="new-password"
          required
          error={answer?.error}
        />
        <Button type="submit">{text.submit}</Button>
      </Form>
    </Told>
  );
}
