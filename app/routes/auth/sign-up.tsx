import { type ActionFunctionArgs, type HeadersFunction, type MetaFunction } from "@remix-run/cloudflare";
import { api } from "~/contract/api";
import { signUp } from "~/domain/accounts/accounts.server";
import { PasskeySignIn } from "~/passkeys/PasskeySignIn";
import { answerAccountForm, forVisitorsOnly } from "~/http/account-form.server";
import { accountText } from "~/text/account";
import { common } from "~/text/common";
import { pageMeta } from "~/text/page-meta";
import { AccountForm } from "~/ui/AccountForm";

export const meta: MetaFunction = () => pageMeta({ title: common.signUp, description: accountText.signUp.lead });

export const loader = forVisitorsOnly;

export const action = (call: ActionFunctionArgs) => answerAccountForm(call, { row: api.auth.signUp, enter: signUp });

/** Hands on how long to wait after too many tries. */
export const headers: HeadersFunction = ({ actionHeaders }) => actionHeaders;

export default function Page() {
  return (
    <AccountForm kind="signUp">
      <PasskeySignIn kind="signUp" />
    </AccountForm>
  );
}
