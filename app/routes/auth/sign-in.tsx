import { type ActionFunctionArgs, type HeadersFunction, type MetaFunction } from "@remix-run/cloudflare";
import { api } from "~/contract/api";
import { signIn } from "~/domain/accounts/accounts.server";
import { PasskeySignIn } from "~/passkeys/PasskeySignIn";
import { answerAccountForm, forVisitorsOnly } from "~/http/account-form.server";
import { accountText } from "~/text/account";
import { common } from "~/text/common";
import { pageMeta } from "~/text/page-meta";
import { AccountForm } from "~/ui/AccountForm";

export const meta: MetaFunction = () => pageMeta({ title: common.signIn, description: accountText.signIn.lead });

export const loader = forVisitorsOnly;

export const action = (call: ActionFunctionArgs) => answerAccountForm(call, { row: api.auth.signIn, enter: signIn });

/** Hands on how long to wait after too many tries. */
export const headers: HeadersFunction = ({ actionHeaders }) => actionHeaders;

export default function Page() {
  return (
    <AccountForm kind="signIn">
      <PasskeySignIn kind="signIn" />
    </AccountForm>
  );
}
