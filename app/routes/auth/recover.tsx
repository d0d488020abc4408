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
import { errorsByField, forVisitorsOnly } from "~/http/account-form.server";
import { readForm } from "~/http/body.server";
import { takeLimits } from "~/http/limits.server";
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
  const fields = Object.fromEntries(await readForm(request));
  const typed = typeof fields.email === "string" ? fields.email : "";
  const parsed = row.body.schema.safeParse(fields);
  if (!parsed.success) return data<Answer>({ typed, errors: errorsByField(parsed.error) }, 422);
  const rate = await takeLimits(row, { viewer: null, services, request });
  if (rate.kind === "limited") {
    const wait = { "Retry-After": String(rate.retryAfterSeconds) };
    return data<Answer>(
      { typed, problem: accountText.limited(rate.retryAfterSeconds) },
      { status: 429, headers: wait },
    );
  }
  const recovered = await recover(services, parsed.data, await clientInfoOf(request));
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
