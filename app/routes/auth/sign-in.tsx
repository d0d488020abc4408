import type { ActionFunctionArgs, HeadersFunction, LoaderFunctionArgs, MetaFunction } from "@remix-run/cloudflare";
import { Link, useLoaderData } from "@remix-run/react";
import { api } from "~/contract/api";
import { signIn } from "~/domain/accounts/accounts.server";
import { PasskeySignIn } from "~/passkeys/PasskeySignIn";
import { answerAccountForm, forVisitorsOnly } from "~/http/account-form.server";
import { accountText } from "~/text/account";
import { common } from "~/text/common";
import { mailText } from "~/text/letters";
import { pageMeta } from "~/text/page-meta";
import { recoveryText } from "~/text/recovery";
import { AccountForm } from "~/ui/AccountForm";

export const meta: MetaFunction = () => pageMeta({ title: common.signIn, description: accountText.signIn.lead });

export async function loader(call: LoaderFunctionArgs) {
  await forVisitorsOnly(call);
  return { sendsMail: call.context.services.mailer !== null };
}

export const action = (call: ActionFunctionArgs) => answerAccountForm(call, { row: api.auth.signIn, enter: signIn });

/** Hands on how long to wait after too many tries. */
export const headers: HeadersFunction = ({ actionHeaders }) => actionHeaders;

export default function Page() {
  const { sendsMail } = useLoaderData<typeof loader>();
  return (
    <AccountForm kind="signIn">
      {sendsMail && (
        <Link to="/forgot-password" className="justify-self-start text-accent underline underline-offset-4">
          {mailText.forgot.link}
        </Link>
      )}
      <PasskeySignIn kind="signIn" />
      <Link to="/recover" className="justify-self-start text-sm text-soft underline underline-offset-4">
        {recoveryText.link}
      </Link>
    </AccountForm>
  );
}
