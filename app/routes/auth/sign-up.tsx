import type { ActionFunctionArgs, HeadersFunction, LoaderFunctionArgs, MetaFunction } from "@remix-run/cloudflare";
import { redirectDocument, useActionData, useLoaderData, type ClientLoaderFunctionArgs } from "@remix-run/react";
import { useState } from "react";
import { api } from "~/contract/api";
import { signUp } from "~/domain/accounts/accounts.server";
import { PasskeySignIn } from "~/passkeys/PasskeySignIn";
import { answerAccountForm, forVisitorsOnly } from "~/http/account-form.server";
import { accountText } from "~/text/account";
import { common } from "~/text/common";
import { mailText } from "~/text/letters";
import { pageMeta } from "~/text/page-meta";
import { AccountForm, type AccountFormResult } from "~/ui/AccountForm";
import { Told } from "~/ui/Told";
import { Turnstile } from "~/ui/Turnstile";
import { wasLoadedFrom } from "~/ui/turnstile-script";

export const meta: MetaFunction = () => pageMeta({ title: common.signUp, description: accountText.signUp.lead });

export async function loader(call: LoaderFunctionArgs) {
  await forVisitorsOnly(call);
  const { captcha, requiresVerifiedEmail } = call.context.services;
  return { siteKey: captcha?.siteKey ?? null, confirmsFirst: requiresVerifiedEmail };
}

/** The policy of most documents keeps a captcha out: where the router came from one of those, the page is loaded anew. */
export async function clientLoader({ request, serverLoader }: ClientLoaderFunctionArgs) {
  const loaded = await serverLoader<typeof loader>();
  if (loaded.siteKey !== null && !wasLoadedFrom("/sign-up")) throw redirectDocument(request.url);
  return loaded;
}

export const action = (call: ActionFunctionArgs) => answerAccountForm(call, { row: api.auth.signUp, enter: signUp });

/** Hands on how long to wait after too many tries. */
export const headers: HeadersFunction = ({ actionHeaders }) => actionHeaders;

export default function Page() {
  const { siteKey, confirmsFirst } = useLoaderData<typeof loader>();
  const answer = useActionData<AccountFormResult>();
  const [passkeyTries, setPasskeyTries] = useState(0);
  const turnstile = siteKey !== null && <Turnstile {...{ siteKey, answer, passkeyTries }} />;
  if (answer?.isSent) return <Told title={mailText.signUp.sentTitle} body={mailText.signUp.sent} />;
  return (
    <AccountForm kind="signUp" captcha={turnstile}>
      {!confirmsFirst && <PasskeySignIn kind="signUp" onFailed={() => setPasskeyTries((tries) => tries + 1)} />}
    </AccountForm>
  );
}
