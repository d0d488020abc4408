import { z } from "zod";

/** What was typed and may be shown again: never the password. */
interface Typed {
  email: string;
  display_name: string;
}

type ReadForm<Input> =
  | { kind: "valid"; input: Input; typed: Typed }
  | { kind: "invalid"; answer: { errors: Record<string, string[]>; typed: Typed } };

/** The fields of an account's form as `schema` reads them, or the sentences by field. An empty name was left out. */
export async function readAccountForm<Schema extends z.ZodType>(
  request: Request,
  schema: Schema,
): Promise<ReadForm<z.output<Schema>>> {
  const fields = Object.fromEntries(await request.formData());
  const typed = { email: String(fields.email ?? ""), display_name: String(fields.display_name ?? "") };
  const parsed = schema.safeParse({ ...fields, display_name: typed.display_name.trim() || undefined });
  if (parsed.success) return { kind: "valid", input: parsed.data, typed };
  return {
    kind: "invalid",
    answer: { errors: z.flattenError(parsed.error).fieldErrors as Record<string, string[]>, typed },
  };
}
