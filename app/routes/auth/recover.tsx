import {
  data,
  redirect,
  type ActionFunctionArgs,
  type HeadersFunction,
  type LoaderFunctionArgs,
  type MetaFunction,
} from "@remix-run/cloudflare";
import { Form, useActionData } from "@remix-run/react";
import { api } from "~/contract/api";
import { recover } from "~/domain/accounts/recovery-codes.server";
import { forVisitorsOnly, later, readVisitorForm } from "~/http/account-form.server";
import { clientInfoOf, signedInHeaders } from "~/http/session.server";
import { accountText } from "~/text/account";
import { pageMeta } from "~/text/page-meta";
import { recoveryText as text } from "~/text/recovery";
import { Button } from "~/ui/Button";
import { Field } from "~/ui/Field";
import { Notice } from "~/ui/Notice";
import { Told } from "~/ui/Told";

const row = api.auth.recover;

export const meta: MetaFunction = () => pageMeta({ title: text.pageTitle, description: text.lead });

/** Hands on how long to wait after too many tries. */
export const headers: HeadersFunction = ({ actionHeaders }) => actionHeaders;

export const loader = (call: LoaderFunctionArgs) => forVisitorsOnly(call);

interface Answer {
  typed: string;
  errors?: Record<string, string[]>;
  problem?: string;
}

export async function action({ request, context: { services } }: ActionFunctionArgs) {
  const form = await readVisitorForm(row, { request, services });
  const { email: typed } = form;
  if (form.kind === "invalid") return data<Answer>({ typed, errors: form.errors }, 422);
  if (form.kind === "limited") {
    const { retryAfterSeconds } = form;
    return data<Answer>({ typed, problem: accountText.limited(retryAfterSeconds) }, later(429, retryAfterSeconds));
  }
  const recovered = await recover(services, form.input, await clientInfoOf(request));
  switch (recovered.kind) {
    case "signed_in":
      return redirect("/settings", {
        headers: await signedInHeaders({ services, request, session: recovered.session }),
      });
    case "wrong_credentials":
      return data<Answer>({ typed, problem: text.wrong }, 401);
    case "suspended":
      return data<Answer>({ typed, problem: accountText.suspended }, 403);
    default:
      return recovered satisfies never;
  }
}

export default function RecoverPage() {
  const answer = useActionData<Answer>();
  return (
    <Told title={text.pageTitle} body={text.lead}>
      <Form method="post" className="grid gap-5" noValidate>
        {answer?.problem && <Notice look="wrong">{answer.problem}</Notice>}
        <Field
          label={accountText.email}
          name="email"
          type="email"
          autoComplete="username"
          inputMode="email"
          required
          defaultValue={answer?.typed}
          error={answer?.errors?.email?.[0]}
        />
        <Field
          label={text.code}
          name="code"
          type="text"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          required
          error={answer?.errors?.code?.[0]}
        />
        <Button type="submit">{text.submit}</Button>
      </Form>
    </Told>
  );
}
