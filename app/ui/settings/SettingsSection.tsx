import { Form, useActionData, useNavigation } from "@remix-run/react";
import { useEffect, useId, useRef, type ReactNode } from "react";
import { Button, type ButtonLook } from "../Button";
import { Notice } from "../Notice";

/** What the page's action says of one act: a sentence that it is done, or what was wrong with it. */
export interface SettingsAnswer {
  act: string;
  done?: string;
  problem?: string;
  errors?: Record<string, string[]>;
}

/** What the action said of an act; undefined when it was about another, or nothing was sent. */
export function useAnswerTo(act: string): SettingsAnswer | undefined {
  const answer = useActionData<SettingsAnswer>();
  return answer?.act === act ? answer : undefined;
}

/** A part of the settings, under its heading. */
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

/** The sentence that says how an act ended. */
export function ActSaid({ act }: { act: string }) {
  const answer = useAnswerTo(act);
  return (
    <>
      <p role="status" className={answer?.done ? "text-[0.9375rem] font-medium" : "sr-only"}>
        {answer?.done}
      </p>
      {answer?.problem && <Notice look="wrong">{answer.problem}</Notice>}
    </>
  );
}

/** A form of one act. Works without scripts; its fields are empty again once the act is done. */
export function ActForm({
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
  const answer = useAnswerTo(act);
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
      <ActSaid act={act} />
      <Button type="submit" look={look} className="justify-self-start" disabled={isSending}>
        {submit}
      </Button>
    </Form>
  );
}
