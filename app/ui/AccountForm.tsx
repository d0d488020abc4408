import { Form, Link, useActionData, useNavigation, useSearchParams } from "@remix-run/react";
import { useEffect, useRef, useState, type ReactNode } from "react";
import { accountText } from "~/text/account";
import { Button } from "./Button";
import { Field } from "./Field";
import { Notice } from "./Notice";

/** The result of a failed account action: what was typed stays, but for the password. */
export interface AccountFormResult {
  /** The rest goes by mail. */
  isSent?: boolean;
  problem?: string;
  errors?: Record<string, string[]>;
  typed?: { email: string; display_name: string };
}

interface AccountFormProps {
  kind: "signIn" | "signUp";
  /** A check that a person fills it in. */
  captcha?: ReactNode;
  /** Another way to sign in. */
  children: ReactNode;
}

/** The form of signing in and of signing up. Works without scripts, but for a captcha. */
export function AccountForm({ kind, captcha, children }: AccountFormProps) {
  const text = accountText[kind];
  const answer = useActionData<AccountFormResult>();
  const isSending = useNavigation().state === "submitting";
  const [search] = useSearchParams();
  const form = useFocusOnError(answer);
  const isNew = kind === "signUp";
  return (
    <div className="mx-auto grid max-w-md gap-8 px-4 pt-14 sm:pt-20">
      <header className="grid gap-3">
        <h1 className="text-4xl">{text.title}</h1>
        <p className="text-soft">{text.lead}</p>
      </header>
      <Form ref={form} method="post" className="grid gap-5" noValidate>
        {answer?.problem && <Notice look="wrong">{answer.problem}</Notice>}
        <NameAndEmail isNew={isNew} answer={answer} />
        <PasswordField isNew={isNew} error={answer?.errors?.password?.[0]} />
        {captcha}
        <Button type="submit" disabled={isSending}>
          {text.submit}
        </Button>
        {children}
      </Form>
      <p className="text-soft">
        {text.other}{" "}
        <Link
          to={{ pathname: isNew ? "/sign-in" : "/sign-up", search: search.toString() }}
          className="text-accent underline underline-offset-4"
        >
          {text.otherLink}
        </Link>
      </p>
    </div>
  );
}

/** Only a new account has a name to choose. */
function NameAndEmail({ isNew, answer }: { isNew: boolean; answer: AccountFormResult | undefined }) {
  return (
    <>
      {isNew && (
        <Field
          label={accountText.name}
          hint={accountText.nameHint}
          name="display_name"
          autoComplete="nickname"
          defaultValue={answer?.typed?.display_name}
          error={answer?.errors?.display_name?.[0]}
        />
      )}
      <Field
        label={accountText.email}
        hint={isNew ? accountText.emailHint : undefined}
        name="email"
        type="email"
        autoComplete={isNew ? "email" : "username webauthn"}
        inputMode="email"
        required
        defaultValue={answer?.typed?.email}
        error={answer?.errors?.email?.[0]}
      />
    </>
  );
}

function PasswordField({ isNew, error }: { isNew: boolean; error: string | undefined }) {
  const [shows, setShows] = useState(false);
  return (
    <>
      <Field
        label={accountText.password}
        hint={isNew ? accountText.passwordHint : undefined}
        name="password"
        type={shows ? "text" : "password"}
        autoComplete={isNew ? "new-password" : "current-password"}
        required
        error={error}
      />
      <label className="flex min-h-11 items-center gap-3 text-sm text-soft">
        <input type="checkbox" className="size-5 accent-accent" checked={shows} onChange={() => setShows(!shows)} />
        {accountText.showPassword}
      </label>
    </>
  );
}

/** Focuses the first invalid field after a refusal, so that nobody has to look for it. */
function useFocusOnError(answer: AccountFormResult | undefined) {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    const wrong = answer?.errors ? '[aria-invalid="true"]' : "[name=password]";
    if (answer) form.current?.querySelector<HTMLInputElement>(wrong)?.focus();
  }, [answer]);
  return form;
}
