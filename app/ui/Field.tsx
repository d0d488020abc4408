import { useId, type InputHTMLAttributes, type ReactNode, type Ref, type TextareaHTMLAttributes } from "react";

interface Named {
  label: string;
  /** A hint for filling it in. */
  hint?: ReactNode;
  /** Its error, in a sentence. */
  error?: string | undefined;
}

export const inputLook =
  "w-full min-h-12 rounded-xl border border-soft/70 bg-card px-4 py-2.5 text-ink placeholder:text-soft/70 transition-colors hover:border-soft aria-[invalid]:border-danger";

/** A labelled line of text, with its hint and its error tied to it. */
export function Field({
  label,
  hint,
  error,
  fieldRef,
  ...rest
}: InputHTMLAttributes<HTMLInputElement> & Named & { fieldRef?: Ref<HTMLInputElement> }) {
  const id = useId();
  return (
    <Labelled id={id} label={label} hint={hint} error={error}>
      <input ref={fieldRef} id={id} dir="auto" className={inputLook} {...described(id, hint, error)} {...rest} />
    </Labelled>
  );
}

/** A labelled text of several lines, which grows with what is typed. */
export function TextField({
  label,
  hint,
  error,
  className = "",
  fieldRef,
  ...rest
}: TextareaHTMLAttributes<HTMLTextAreaElement> & Named & { fieldRef?: Ref<HTMLTextAreaElement> }) {
  const id = useId();
  return (
    <Labelled id={id} label={label} hint={hint} error={error}>
      <textarea
        ref={fieldRef}
        id={id}
        dir="auto"
        className={`${inputLook} [field-sizing:content] ${className}`}
        {...described(id, hint, error)}
        {...rest}
      />
    </Labelled>
  );
}

function Labelled({ id, label, hint, error, children }: Named & { id: string; children: ReactNode }) {
  return (
    <div className="grid gap-1.5">
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      {children}
      {hint && (
        <p id={`${id}-hint`} className="text-sm text-soft">
          {hint}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} className="text-sm text-danger">
          {error}
        </p>
      )}
    </div>
  );
}

function described(id: string, hint: ReactNode, error: string | undefined) {
  const ids = [hint ? `${id}-hint` : "", error ? `${id}-error` : ""].filter(Boolean).join(" ");
  return { "aria-describedby": ids || undefined, "aria-invalid": error ? true : undefined };
}
