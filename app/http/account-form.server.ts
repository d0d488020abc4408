import { data, redirect, type ActionFunctionArgs, type LoaderFunctionArgs } from "@remix-run/cloudflare";
import { z } from "zod";
import type { Endpoint, RequestBodySpec } from "~/contract/endpoint";
import { turnstileField } from "~/contract/turnstile";
import type { SignInResult, SignUpResult } from "~/domain/accounts/accounts.server";
import type { Services } from "~/domain/ports";
import type { ClientInfo } from "~/domain/accounts/sessions.server";
import { accountText } from "~/text/account";
import { readForm } from "./body.server";
import { retryAfterFaultSeconds } from "./errors.server";
import { takeLimits } from "./limits.server";
import { clientInfoOf, findViewer, nextPath, signedInHeaders } from "./session.server";

/** The loader of signing in and up: who has signed in already goes on. */
export async function forVisitorsOnly({ request, context }: LoaderFunctionArgs) {
  if (await findViewer(request, context)) throw redirect(nextPath(request));
  return null;
}

type FormRow = Endpoint & { body: RequestBodySpec };

/** A row whose body is the form's, and what it does. */
interface AccountForm<Row extends FormRow> {
  row: Row;
  enter: (services: Services, input: z.output<Row["body"]["schema"]>, client: ClientInfo) => Promise<Entered>;
}

type Entered = SignInResult | SignUpResult;

/**
 * The action of the sign-in and sign-up pages: reads and limits the form as the endpoint's row says. What was typed, but
 * for the password, comes back to be shown again.
 */
export async function answerAccountForm<Row extends FormRow>(
  { request, context }: ActionFunctionArgs,
  { row, enter }: AccountForm<Row>,
) {
  const { [turnstileField]: token, ...fields } = Object.fromEntries(await readForm(request));
  const typed = { email: String(fields.email ?? ""), display_name: String(fields.display_name ?? "") };
  // An empty field was left out.
  const optional = { display_name: typed.display_name.trim() || undefined, turnstile_token: token || undefined };
  const parsed = row.body.schema.safeParse({ ...fields, ...optional });
  if (!parsed.success) return data({ errors: errorsByField(parsed.error), typed }, 422);
  const { services } = context;
  const rate = await takeLimits(row, { viewer: null, services, request });
  const input = parsed.data as z.output<Row["body"]["schema"]>; // by that very schema
  const outcome = rate.kind === "limited" ? rate : await enter(services, input, await clientInfoOf(request));
  switch (outcome.kind) {
    case "signed_in":
      return redirect(nextPath(request), {
        headers: await signedInHeaders({ services, request, session: outcome.session }),
      });
    case "link_sent":
      return data({ isSent: true, typed }, 202);
    case "wrong_credentials":
      return data({ problem: accountText.wrong, typed }, 401);
    case "suspended":
      return data({ problem: accountText.suspended, typed }, 403);
    case "email_taken":
      return data({ problem: accountText.taken, typed }, 409);
    case "limited":
      return data(
        { problem: accountText.limited(outcome.retryAfterSeconds), typed },
        later(429, outcome.retryAfterSeconds),
      );
    case "captcha_refused":
      return data({ problem: accountText.captcha.refused, typed }, 422);
    case "captcha_unavailable":
      return data({ problem: accountText.captcha.unavailable, typed }, later(503, retryAfterFaultSeconds));
    default:
      return outcome satisfies never;
  }
}

type VisitorForm<Row extends FormRow> =
  | { kind: "good"; email: string; input: z.output<Row["body"]["schema"]> }
  | { kind: "invalid"; email: string; errors: Record<string, string[]> }
  | { kind: "limited"; email: string; retryAfterSeconds: number };

/** Reads and limits the form of somebody signed out as the endpoint's row says. `email`: as it was typed, to be shown again. */
export async function readVisitorForm<Row extends FormRow>(
  row: Row,
  { request, services }: { request: Request; services: Services },
): Promise<VisitorForm<Row>> {
  const fields = Object.fromEntries(await readForm(request));
  const email = typeof fields.email === "string" ? fields.email : "";
  const parsed = row.body.schema.safeParse(fields);
  if (!parsed.success) return { kind: "invalid", email, errors: errorsByField(parsed.error) };
  const rate = await takeLimits(row, { viewer: null, services, request });
  if (rate.kind === "limited") return { ...rate, email };
  return { kind: "good", email, input: parsed.data as z.output<Row["body"]["schema"]> }; // by that very schema
}

/** An answer that says when to try again. */
export function later(status: number, afterSeconds: number): ResponseInit {
  return { status, headers: { "Retry-After": String(afterSeconds) } };
}

/** The sentences of what is wrong, by the field it is about. */
export function errorsByField(error: z.ZodError): Record<string, string[]> {
  return z.flattenError(error as z.ZodError<Record<string, unknown>>).fieldErrors as Record<string, string[]>;
}
