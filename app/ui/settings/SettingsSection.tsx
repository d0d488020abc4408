import { Form, useActionData, useNavigation } from "@remix-run/react";
import { useEffect, useId, useRef, type ReactNode } from "react";
import { Button, type ButtonLook } from "../Button";
import { Notice } from "../Notice";

/** The page action's result for one form: a sentence that it is done, or what was wrong. */
export interface SettingsResult {
  act: string;
  done?: string;
  /** Recovery codes that were just made. */
  codes?: string[];
  problem?: string;
  errors?: Record<string, string[]>;
}

/** Returns the result of an action; undefined when the result is another's, or nothing was sent. */
export function useActionResult(act: string): SettingsResult | undefined {
  const answer = useActionData<SettingsResult>();
  return answer?.act === act ? answer : undefined;
}

/** A section of the settings, under its heading. */
export function SettingsSection({ title, body, children }: { title: string; body: ReactNode; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="grid gap-4 border-t border-line pt-8">
      <div className="grid gap-1">
        <h2 id={id} className="text-2xl">
          {title}
        </h2>
        <p className="max-w-xl text-soft">{body}</p>
      </div>
      {children}
    </section>
  );
}

/** The sentence that says how an action ended. */
export function ActionFeedback({ act }: { act: string }) {
  const answer = useActionResult(act);
  return (
    <>
      <p role="status" className={answer?.done ? "text-[0.9375rem] font-medium" : "sr-only"}>
        {answer?.done}
      </p>
      {answer?.problem && <Notice look="wrong">{answer.problem}</Notice>}
    </>
  );
}

/** A form of one action. Works without scripts; its fields are empty again once the action is done. */
export function ActionForm({
  act,
  submit,
  look = "quiet",
  children,
}: {
  act: string;
  submit: string;
  look?: ButtonLook;
  children?: ReactNode;
}) {
  const answer = useActionResult(act);
  const form = useRef<HTMLFormElement>(null);
  const isSending = useNavigation().formData?.get("act") === act;
  useEffect(() => {
    if (answer?.done) form.current?.reset();
    else if (answer) form.current?.querySelector<HTMLInputElement>("[aria-invalid], input:not([type=hidden])")?.focus();
  }, [answer]);
  return (
    <Form ref={form} method="post" className="grid max-w-md gap-4" noValidate preventScrollReset>
      <input type="hidden" name="act" value={act} />
      {children}
      <ActionFeedback act={act} />
      <Button type="submit" look={look} className="justify-self-start" disabled={isSending}>
        {submit}
      </Button>
    </Form>
  );
}
