import { Field } from "../Field";
import { useActionResult } from "./SettingsSection";

interface Props {
  label: string;
  /** The act of its form. */
  act: string;
  name?: string;
}

/** The password that an act asks for once more, with what was wrong about it. */
export function CurrentPasswordField({ label, act, name = "password" }: Props) {
  const answer = useActionResult(act);
  return (
    <Field
      label={label}
      name={name}
      type="password"
      autoComplete="current-password"
      required
      error={answer?.errors?.[name]?.[0]}
    />
  );
}
