import { recoveryText as text } from "~/text/recovery";
import { ActionForm, SettingsSection, useActionResult } from "./SettingsSection";

/** The codes of an account without a password: how many are left, and new ones, shown once. */
export function RecoverySection({ left }: { left: number }) {
  const codes = useActionResult("make_codes")?.codes;
  return (
    <SettingsSection title={text.title} body={text.body}>
      <p className="text-soft">{left === 0 ? text.none : text.left(left)}</p>
      {codes && (
        <ol className="grid max-w-md grid-cols-1 gap-x-8 gap-y-2 rounded-2xl border border-line bg-card px-5 py-4 font-mono text-[0.9375rem] sm:grid-cols-2">
          {codes.map((code) => (
            <li key={code}>{code}</li>
          ))}
        </ol>
      )}
      <ActionForm act="make_codes" submit={left === 0 ? text.make : text.replace} />
    </SettingsSection>
  );
}
