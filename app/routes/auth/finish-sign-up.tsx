import {
  data,
  redirect,
  type ActionFunctionArgs,
  type HeadersFunction,
  type LoaderFunctionArgs,
  type MetaFunction,
} from "@remix-run/cloudflare";
import { Form, useActionData, useLoaderData } from "@remix-run/react";
import { api } from "~/contract/api";
import { finishSignUp, readSignUp } from "~/domain/accounts/confirmed-sign-up.server";
import type { LinkState } from "~/domain/accounts/mail-links.server";
import { errorsByField } from "~/http/account-form.server";
import { readForm } from "~/http/body.server";
import { takeLimits } from "~/http/limits.server";
import { linkStatuses } from "~/http/link-statuses.server";
import { clientInfoOf, signedInHeaders } from "~/http/session.server";
import { accountText } from "~/text/account";
import { mailText } from "~/text/letters";
import { pageMeta } from "~/text/page-meta";
import { Button, ButtonLink } from "~/ui/Button";
import { Field } from "~/ui/Field";
import { Notice } from "~/ui/Notice";
import { Told } from "~/ui/Told";

const text = mailText.finish;
const row = api.auth.finishSignUp;

export const meta: MetaFunction = () => [
  ...pageMeta({ title: text.title, description: text.lead }),
  { name: "robots", content: "noindex" },
];

/** Hands on how long to wait after too many tries. */
export const headers: HeadersFunction = ({ actionHeaders }) => actionHeaders;

export async function loader({ request, context }: LoaderFunctionArgs) {
  const token = new URL(request.url).searchParams.get("token") ?? "";
  const link = await readSignUp(context.services, token);
  return data({ link, token }, linkStatuses[link]);
}

interface Answer {
  link?: Exclude<LinkState, "good">;
  error?: string;
  problem?: string;
}

export async function action({ request, context: { services } }: ActionFunctionArgs) {
  const parsed = row.body.schema.safeParse(Object.fromEntries(await readForm(request)));
  if (!parsed.success) return data<Answer>({ error: errorsByField(parsed.error).password?.[0] }, 422);
  const rate = await takeLimits(row, { viewer: null, services, request });
  const finished =
    rate.kind === "limited" ? rate : await finishSignUp(services, parsed.data, await clientInfoOf(request));
  switch (finished.kind) {
    case "signed_in":
      return redirect("/", { headers: await signedInHeaders({ services, request, session: finished.session }) });
    case "refused":
      return data<Answer>({ link: finished.link }, linkStatuses[finished.link]);
    case "wrong_credentials":
      return data<Answer>({ problem: text.wrong }, 401);
    case "limited": {
      const wait = { "Retry-After": String(finished.retryAfterSeconds) };
      return data<Answer>({ problem: accountText.limited(finished.retryAfterSeconds) }, { status: 429, headers: wait });
    }
    default:
      return finished satisfies never;
  }
}

export default function FinishSignUp() {
  const { link, token } = useLoaderData<typeof loader>();
  const answer = useActionData<Answer>();
  const refused = answer?.link ?? (link === "good" ? null : link);
  if (refused !== null) {
    return (
      <Told title={text.refusedTitle} body={text[refused]}>
        <ButtonLink to="/sign-up">{text.again}</ButtonLink>
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
          name="password"
          type="password"
          autoComplete="current-password"
          required
          error={answer?.error}
        />
        <Button type="submit">{text.submit}</Button>
      </Form>
    </Told>
  );
}
