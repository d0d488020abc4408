import { data, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/cloudflare";
import { Form, useActionData } from "@remix-run/react";
import { api } from "~/contract/api";
import { askForReset } from "~/domain/accounts/forgotten-password.server";
import { errorsByField } from "~/http/account-form.server";
import { readForm } from "~/http/body.server";
import { takeLimits } from "~/http/limits.server";
import { notFound } from "~/http/problem.server";
import { accountText } from "~/text/account";
import { mailText } from "~/text/letters";
import { pageMeta } from "~/text/page-meta";
import { Button } from "~/ui/Button";
import { Field } from "~/ui/Field";
import { Notice } from "~/ui/Notice";

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
  const fields = Object.fromEntries(await readForm(request));
  const typed = typeof fields.email === "string" ? fields.email : "";
  const parsed = row.body.schema.safeParse(fields);
  if (!parsed.success) {
    return data<Answer>({ isSent: false, typed, error: errorsByField(parsed.error).email?.[0] }, 422);
  }
  const rate = await takeLimits(row, { viewer: null, services, request });
  if (rate.kind === "limited") {
    const headers = { "Retry-After": String(rate.retryAfterSeconds) };
    return data<Answer>({ isSent: false, typed, problem: text.limited }, { status: 429, headers });
  }
  if (!askForReset(services, parsed.data.email)) throw notFound();
  return data<Answer>({ isSent: true, typed });
}

export default function ForgotPassword() {
  const answer = useActionData<typeof action>();
  const isSent = answer?.isSent === true;
  return (
    <div className="mx-auto grid max-w-md gap-8 px-4 pt-14 sm:pt-20">
      <header className="grid gap-3">
        <h1 className="text-4xl">{isSent ? text.sentTitle : text.title}</h1>
        <p role="status" className="text-soft">
          {isSent ? text.sent : text.lead}
        </p>
      </header>
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
    </div>
  );
}
