import { data, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/cloudflare";
import { Form, useActionData } from "@remix-run/react";
import { api } from "~/contract/api";
import { askForReset } from "~/domain/accounts/forgotten-password.server";
import { later, readVisitorForm } from "~/http/account-form.server";
import { notFound } from "~/http/problem.server";
import { accountText } from "~/text/account";
import { mailText } from "~/text/letters";
import { pageMeta } from "~/text/page-meta";
import { Button } from "~/ui/Button";
import { Field } from "~/ui/Field";
import { Notice } from "~/ui/Notice";
import { Told } from "~/ui/Told";

const text = mailText.forgot;
const row = api.auth.forgotPassword;

export const meta: MetaFunction = () => pageMeta({ title: text.title, description: text.lead });

/** Throws 404 where no mail is sent. */
export function loader({ context }: LoaderFunctionArgs) {
  if (context.services.mailer === null) throw notFound();
  return null;
}

interface Answer {
  isSent: boolean;
  typed: string;
  error?: string;
  problem?: string;
}

/** Answers alike for every address. */
export async function action({ request, context: { services } }: ActionFunctionArgs) {
  const form = await readVisitorForm(row, { request, services });
  const { email: typed } = form;
  if (form.kind === "invalid") return data<Answer>({ isSent: false, typed, error: form.errors.email?.[0] }, 422);
  if (form.kind === "limited") {
    return data<Answer>({ isSent: false, typed, problem: text.limited }, later(429, form.retryAfterSeconds));
  }
  if (!askForReset(services, form.input.email)) throw notFound();
  return data<Answer>({ isSent: true, typed });
}

export default function ForgotPassword() {
  const answer = useActionData<typeof action>();
  const isSent = answer?.isSent === true;
  return (
    <Told title={isSent ? text.sentTitle : text.title} body={isSent ? text.sent : text.lead}>
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
          error={answer?.error}
        />
        <Button type="submit" look={isSent ? "quiet" : "primary"}>
          {text.submit}
        </Button>
      </Form>
    </Told>
  );
}
