import { referenceText } from "~/text/reference";

export interface FieldRow {
  name: string;
  type: string;
  isRequired: boolean;
}

/** The fields of a shape, each with what it holds. */
export function FieldList({ fields }: { fields: FieldRow[] }) {
  return (
    <dl className="grid gap-1">
      {fields.map(({ name, type, isRequired }) => (
        <div key={name} className="grid gap-x-4 sm:grid-cols-[13rem_1fr]">
          <dt className="font-mono text-sm leading-6 [overflow-wrap:anywhere]">{name}</dt>
          <dd className="min-w-0 break-words text-soft max-sm:mb-2">
            {type}
            {!isRequired && `, ${referenceText.optional}`}
          </dd>
        </div>
      ))}
    </dl>
  );
}
