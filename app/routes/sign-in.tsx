import {
  data,
  redirect,
  type ActionFunctionArgs,
  type HeadersFunction,
  type LoaderFunctionArgs,
  type MetaFunction,
} from "@remix-run/cloudflare";
import { SignIn } from "~/contract/account";
import { signIn } from "~/domain/accounts.server";
import { readAccountForm } from "~/platform/account-form.server";
import { deviceOf, findViewer, nextPath, sessionHeaders } from "~/platform/session.server";
import { accountText } from "~/text/account";
import { common } from "~/text/common";
import { pageMeta } from "~/text/page-meta";
import { AccountForm } from "~/ui/AccountForm";

export const meta: MetaFunction = () => pageMeta({ title: common.signIn, description: accountText.signIn.lead });

export async function loader({ request, context }: LoaderFunctionArgs) {
  if (await findViewer(request, context)) throw redirect(nextPath(request));
  return null;
}

export async function action({ request, context }: ActionFunctionArgs) {
  const form = await readAccountForm(request, SignIn);
  if (form.kind === "invalid") return data(form.answer, 422);
  const outcome = await signIn(context.services, form.input, deviceOf(request));
  switch (outcome.kind) {
    case "signed_in":
      return redirect(nextPath(request), { headers: sessionHeaders(request, outcome.session.secret) });
    case "wrong_credentials":
      return data({ problem: accountText.wrong, typed: form.typed }, 401);
    case "limited":
      return data(
        { problem: accountText.limited(outcome.retryAfter), typed: form.typed },
        { status: 429, headers: { "Retry-After": String(outcome.retryAfter) } },
      );
    default:
      return outcome satisfies never;
  }
}

/** Hands on how long to wait after too many tries. */
export const headers: HeadersFunction = ({ actionHeaders }) => actionHeaders;

export default function Page() {
  return <AccountForm kind="signIn" />;
}
