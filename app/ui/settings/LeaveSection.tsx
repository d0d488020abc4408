import { leavingText as text } from "~/text/leaving";
import { Field } from "../Field";
import { ActForm, SettingsSection, useAnswerTo } from "./SettingsSection";

/** Deleting the account: what happens at once and at the end, what stays, and the way to do it. */
export function LeaveSection({ hasPassword }: { hasPassword: boolean }) {
  const answer = useAnswerTo("leave");
  return (
    <SettingsSection title={text.title} body={text.body}>
      <div className="grid max-w-xl gap-4 text-[0.9375rem]">
        <Points title={text.atOnce} points={text.atOnceList} />
        <Points title={text.after} points={text.afterList} />
        <p>{text.stays}</p>
        {!hasPassword && <p>{text.withoutPassword}</p>}
      </div>
      <ActForm act="leave" submit={text.submit} look="danger">
        {hasPassword && (
          <Field
            label={text.password}
            name="password"
            type="password"
            autoComplete="current-password"
            required
            error={answer?.errors?.password?.[0]}
          />
        )}
      </ActForm>
    </SettingsSection>
  );
}

function Points({ title, points }: { title: string; points: readonly string[] }) {
  return (
    <div className="grid gap-1">
      <h3 className="font-semibold">{title}</h3>
      <ul className="grid list-disc gap-1 pl-5">
        {points.map((point) => (
          <li key={point}>{point}</li>
        ))}
      </ul>
    </div>
  );
}
