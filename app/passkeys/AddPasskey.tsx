import { useRevalidator } from "@remix-run/react";
import { useState, type FormEvent } from "react";
import { accountText } from "~/text/account";
import { maxPasskeyNameLength } from "~/contract/limits";
import { passkeyText as text } from "~/text/passkeys";
import { Button } from "~/ui/Button";
import { Field } from "~/ui/Field";
import { Notice } from "~/ui/Notice";
import { runLoaded } from "./load-ceremonies";

/** The form that adds a passkey. Only scripts can ask the device: without them it says so. */
export function AddPasskey({ hasPassword }: { hasPassword: boolean }) {
  const { state, problem, add } = useAddPasskey();
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    void add(event.currentTarget);
  };
  return (
    <>
      <p className="hidden max-w-xl noscript:block">{text.needsScripts}</p>
      <form className="grid max-w-md gap-4 noscript:hidden" onSubmit={send} noValidate>
        <Field label={text.name} hint={text.nameHint} name="name" autoComplete="off" maxLength={maxPasskeyNameLength} />
        {hasPassword ? (
          <Field
            label={accountText.password}
            name="password"
            type="password"
            autoComplete="current-password"
            required
          />
        ) : (
          <p className="text-sm text-soft">{text.freshOnly}</p>
        )}
        {problem && <Notice look="wrong">{problem}</Notice>}
        <p role="status" className={state === "free" ? "sr-only" : "text-[0.9375rem] font-medium"}>
          {state === "waiting" && text.waiting}
          {state === "done" && text.done}
        </p>
        <Button type="submit" look="quiet" className="justify-self-start" disabled={state === "waiting"}>
          {text.add}
        </Button>
      </form>
    </>
  );
}

/** The progress of adding a passkey, and the sentence of the last try that failed. */
function useAddPasskey() {
  const [state, setState] = useState<"free" | "waiting" | "done">("free");
  const [problem, setProblem] = useState<string | null>(null);
  const { revalidate } = useRevalidator();
  const add = async (form: HTMLFormElement) => {
    setState("waiting");
    setProblem(null);
    const fields = fieldsOf(form);
    const result = await runLoaded(({ addPasskey }) => addPasskey(fields));
    setState(result.kind === "done" ? "done" : "free");
    if (result.kind === "problem") setProblem(result.sentence);
    if (result.kind === "cancelled") setProblem(text.cancelled);
    if (result.kind !== "done") return;
    form.reset();
    revalidate();
  };
  return { state, problem, add };
}

/** Returns the fields; undefined for one that is not there or empty. */
function fieldsOf(form: HTMLFormElement) {
  const fields = new FormData(form);
  const text = (name: string) => String(fields.get(name) ?? "") || undefined;
  return { name: text("name")?.trim() || undefined, password: text("password") };
}
