import { redirect, type AppLoadContext } from "@remix-run/cloudflare";
import { z } from "zod";
import { AccountChange, LeaveAccount, PasswordChange } from "~/contract/account";
import { SessionId } from "~/contract/ids";
import { changeAccount, changePassword } from "~/domain/accounts.server";
import { keepAccount, leaveAccount, type Left } from "~/domain/leaving.server";
import { endSessions } from "~/domain/sessions.server";
import { accountText } from "~/text/account";
import { leavingText } from "~/text/leaving";
import { settingsText } from "~/text/settings";
import { errorsByField } from "./account-form.server";
import { notFound } from "./http.server";
import { signedOutHeaders, type Viewer } from "./session.server";

interface ActCall {
  request: Request;
  context: AppLoadContext;
  viewer: Viewer;
}

interface Act extends ActCall {
  fields: Record<string, unknown>;
}

/** How an act ended, as the page shows it. */
interface Ended {
  status: number;
  answer: { done: string } | { problem: string } | { errors: Record<string, string[]> };
}

const done = (sentence: string): Ended => ({ status: 200, answer: { done: sentence } });
const refused = (status: number, sentence: string): Ended => ({ status, answer: { problem: sentence } });

/** What the settings page can do, by the name of the act. */
const acts: Record<string, (act: Act) => Promise<Ended>> = {
  rename: ({ context, viewer, fields }) =>
    withFields(AccountChange, fields, async (change) => {
      await changeAccount(context.services, viewer, change);
      return done(settingsText.name.done);
    }),

  password: ({ context, viewer, fields }) =>
    withFields(PasswordChange, fields, async (change) => {
      const outcome = await changePassword(context.services, viewer, change);
      if (outcome.kind === "limited") return refused(429, accountText.limited(outcome.retryAfter));
      if (outcome.kind === "wrong_credentials") return refused(401, settingsText.password.wrong);
      return done(settingsText.password.done);
    }),

  end_session: ({ context, viewer, fields }) =>
    withFields(z.object({ id: SessionId }), fields, async ({ id }) => {
      const ended = await endSessions(context.services, viewer.account.id, { only: id });
      return ended > 0 ? done(settingsText.sessions.done) : refused(404, settingsText.sessions.gone);
    }),

  leave: ({ context, viewer, fields }) =>
    withFields(LeaveAccount, fields, async (input) =>
      endOfLeaving(await leaveAccount(context.services, viewer, input)),
    ),

  async keep({ context, viewer }) {
    await keepAccount(context.services, viewer);
    return done(leavingText.kept);
  },

  async sign_out_everywhere({ request, context, viewer }) {
    await endSessions(context.services, viewer.account.id, { allBut: null });
    throw redirect("/?signed-out", { headers: signedOutHeaders(request) });
  },
};

function endOfLeaving(left: Left): Ended {
  switch (left.kind) {
    case "leaving":
      return done(leavingText.left);
    case "password_missing":
      return { status: 422, answer: { errors: { password: [leavingText.passwordMissing] } } };
    case "wrong_credentials":
      return refused(401, settingsText.password.wrong);
    case "sign_in_again":
      return refused(401, leavingText.signInAgain);
    case "limited":
      return refused(429, accountText.limited(left.retryAfter));
    default:
      return left satisfies never;
  }
}

/** Does an act of the settings page. Throws 404 for one that it does not know, and redirects that end the session. */
export async function doSettingsAct(call: ActCall) {
  const fields = Object.fromEntries(await call.request.formData());
  const name = String(fields.act);
  const perform = Object.hasOwn(acts, name) ? acts[name] : undefined;
  if (!perform) throw notFound();
  const { status, answer } = await perform({ ...call, fields });
  return { status, answer: { act: name, ...answer } };
}

async function withFields<Schema extends z.ZodType>(
  schema: Schema,
  fields: unknown,
  perform: (input: z.output<Schema>) => Promise<Ended>,
): Promise<Ended> {
  const parsed = schema.safeParse(fields);
  if (parsed.success) return perform(parsed.data);
  return { status: 422, answer: { errors: errorsByField(parsed.error) } };
}
