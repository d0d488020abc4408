import { data, redirect, type ActionFunctionArgs, type LoaderFunctionArgs } from "@remix-run/cloudflare";
import { z } from "zod";
import type { SignInResult, SignUpResult } from "~/domain/accounts/accounts.server";
import type { Services } from "~/domain/ports";
import type { ClientInfo } from "~/domain/accounts/sessions.server";
import { accountText } from "~/text/account";
import { readForm } from "./http.server";
import { clientInfoOf, findViewer, nextPath, sessionHeaders } from "./session.server";

/** The loader of signing in and up: who has signed in already goes on. */
export async function forVisitorsOnly({ request, context }: LoaderFunctionArgs) {
  if (await findViewer(request, context)) throw redirect(nextPath(request));
  return null;
}

/**
 * The action of signing in and up: the fields as `schema` reads them go to `enter`. What was typed comes back to be shown
 * again, but for the password.
 */
export async function answerAccountForm<Schema extends z.ZodType>(
  { request, context }: ActionFunctionArgs,
  schema: Schema,
  enter: (services: Services, input: z.output<Schema>, client: ClientInfo) => Promise<SignInResult | SignUpResult>,
) {
  const fields = Object.fromEntries(await readForm(request));
  const typed = { email: String(fields.email ?? ""), display_name: String(fields.display_name ?? "") };
  // An empty name was left out.
  const parsed = schema.safeParse({ ...fields, display_name: typed.display_name.trim() || undefined });
  if (!parsed.success) return data({ errors: errorsByField(parsed.error), typed }, 422);
  const outcome = await enter(context.services, parsed.data, clientInfoOf(request));
  switch (outcome.kind) {
    case "signed_in":
      return redirect(nextPath(request), { headers: sessionHeaders(request, outcome.session.secret) });
    case "wrong_credentials":
      return data({ problem: accountText.wrong, typed }, 401);
    case "suspended":
      return data({ problem: accountText.suspended, typed }, 403);
    case "email_taken":
      return data({ problem: accountText.taken, typed }, 409);
    case "limited": {
      const headers = { "Retry-After": String(outcome.retryAfter) };
      return data({ problem: accountText.limited(outcome.retryAfter), typed }, { status: 429, headers });
    }
    default:
      return outcome satisfies never;
  }
}

/** The sentences of what is wrong, by the field it is about. */
export function errorsByField(error: z.ZodError): Record<string, string[]> {
  return z.flattenError(error as z.ZodError<Record<string, unknown>>).fieldErrors as Record<string, string[]>;
}
