import { redirect, type AppLoadContext } from "@remix-run/cloudflare";
import { z } from "zod";
import { ChangeEmail, DisplayName, LeaveAccount, PasswordChange } from "~/contract/account";
import { SessionId } from "~/contract/ids";
import { PasskeyId } from "~/contract/passkey";
import { PushChange } from "~/contract/push";
import { changeAccount } from "~/domain/accounts/accounts.server";
import { askForChange } from "~/domain/accounts/change-address.server";
import type { ReauthenticationFailure } from "~/domain/accounts/reauthenticate.server";
import { cancelAccountDeletion, scheduleAccountDeletion } from "~/domain/accounts/scheduled-deletion.server";
import { removePasskey } from "~/domain/accounts/passkeys.server";
import { makeCodes } from "~/domain/accounts/recovery-codes.server";
import { changePassword } from "~/domain/accounts/passwords.server";
import { changePush } from "~/domain/inbox/push.server";
import { takeRate } from "~/domain/limits/rate-limits.server";
import { verifyAgain } from "~/domain/accounts/verify-address.server";
import { endSessions } from "~/domain/accounts/sessions.server";
import { accountText } from "~/text/account";
import { accountDeletionText } from "~/text/account-deletion";
import { mailText } from "~/text/letters";
import { unverifiedAddressText } from "~/text/unverified-address";
import { notificationText } from "~/text/notifications";
import { recoveryText } from "~/text/recovery";
import { passkeyText } from "~/text/passkeys";
import { settingsText } from "~/text/settings";
import { errorsByField } from "./account-form.server";
import { readForm } from "./body.server";
import { notificationChoices } from "./notification-form.server";
import { notFound } from "./problem.server";
import { signedOutHeaders, type Viewer } from "./session.server";

interface ActCall {
  request: Request;
  context: AppLoadContext;
  viewer: Viewer;
}

interface Act extends ActCall {
  fields: Record<string, unknown>;
}

/** The outcome of an act, as the page shows it. */
interface Ended {
  status: number;
  answer: { done: string; codes?: string[] } | { problem: string } | { errors: Record<string, string[]> };
}

const done = (sentence: string): Ended => ({ status: 200, answer: { done: sentence } });
const refused = (status: number, sentence: string): Ended => ({ status, answer: { problem: sentence } });

/** The actions of the settings page, by name. */
const acts: Record<string, (act: Act) => Promise<Ended>> = {
  rename: ({ context, viewer, fields }) =>
    withFields(z.object({ display_name: DisplayName }), fields, async (change) => {
      await changeAccount(context.services, viewer, change);
      return done(settingsText.name.done);
    }),

  async last_seen({ context, viewer, fields }) {
    await changeAccount(context.services, viewer, { shows_last_seen: fields.shows_last_seen !== undefined });
    return done(settingsText.lastSeen.done);
  },

  password: ({ context, viewer, fields }) =>
    withFields(PasswordChange, fields, async (change) => {
      const outcome = await changePassword(context.services, viewer, change);
      if (outcome.kind === "changed") return done(settingsText.password.done);
      return notConfirmed(outcome, { field: "current_password", signInAgain: settingsText.password.signInAgain });
    }),

  remove_passkey: ({ context, viewer, fields }) =>
    withFields(z.object({ id: PasskeyId }), fields, async ({ id }) => {
      const { kind } = await removePasskey(context.services, viewer, id);
      if (kind === "removed") return done(passkeyText.removed);
      return kind === "last_way_in" ? refused(409, passkeyText.lastWayIn) : refused(404, passkeyText.gone);
    }),

  end_session: ({ context, viewer, fields }) =>
    withFields(z.object({ id: SessionId }), fields, async ({ id }) => {
      const ended = await endSessions(context.services, viewer.account.id, { only: id });
      return ended > 0 ? done(settingsText.sessions.done) : refused(404, settingsText.sessions.gone);
    }),

  leave: ({ context, viewer, fields }) =>
    withFields(LeaveAccount, fields, async (input) => {
      const left = await scheduleAccountDeletion(context.services, viewer, input);
      if (left.kind === "scheduled") return done(accountDeletionText.left);
      return notConfirmed(left, { field: "password", signInAgain: accountDeletionText.signInAgain });
    }),

  change_email: ({ context, viewer, fields }) =>
    withFields(ChangeEmail, fields, async (input) => {
      const outcome = await askForChange(context.services, viewer, input);
      if (outcome.kind === "asked") return done(mailText.change.asked);
      if (outcome.kind === "no_mail") return refused(404, unverifiedAddressText.noMail);
      return notConfirmed(outcome, { field: "password", signInAgain: mailText.change.signInAgain });
    }),

  async make_codes({ context, viewer }) {
    const outcome = await makeCodes(context.services, viewer, {});
    if (outcome.kind === "made") return { status: 200, answer: { done: recoveryText.made, codes: outcome.codes } };
    return notConfirmed(outcome, { field: "password", signInAgain: recoveryText.signInAgain });
  },

  notifications: ({ context, viewer, fields }) =>
    withFields(PushChange, notificationChoices(fields), async (change) => {
      await changePush(context.services, viewer.account.id, change);
      return done(notificationText.settings.done);
    }),

  async digest({ context, viewer, fields }) {
    await changePush(context.services, viewer.account.id, { digest: fields.digest === "on" });
    return done(mailText.digest.done);
  },

  async verify_again({ context, viewer }) {
    return verifyAgain(context.services, viewer)
      ? done(unverifiedAddressText.sent)
      : refused(404, unverifiedAddressText.noMail);
  },

  async start_export({ context, viewer }) {
    const { accountJobs } = context.services;
    const rate = await takeRate(context.services, "export", viewer.account.id);
    if (rate.kind === "limited") return refused(429, settingsText.data.limited);
    await accountJobs.startExport({ userId: viewer.account.id, sessionId: viewer.sessionId });
    return done(settingsText.data.started);
  },

  async cancel_export({ context, viewer }) {
    await context.services.accountJobs.cancelExport(viewer.account.id);
    return done(settingsText.data.cancelled);
  },

  async keep({ context, viewer }) {
    await cancelAccountDeletion(context.services, viewer);
    return done(accountDeletionText.kept);
  },

  async sign_out_everywhere({ request, context, viewer }) {
    await endSessions(context.services, viewer.account.id, { allBut: null });
    throw redirect("/?signed-out", { headers: await signedOutHeaders(request) });
  },
};

/** Why an act was not done for who may not be the person. */
function notConfirmed(
  confirmed: ReauthenticationFailure,
  { field, signInAgain }: { field: string; signInAgain: string },
): Ended {
  switch (confirmed.kind) {
    case "password_missing":
      return { status: 422, answer: { errors: { [field]: [settingsText.password.missing] } } };
    case "wrong_credentials":
      return refused(401, settingsText.password.wrong);
    case "sign_in_again":
      return refused(401, signInAgain);
    case "limited":
      return refused(429, accountText.limited(confirmed.retryAfterSeconds));
    default:
      return confirmed satisfies never;
  }
}

/** Does an act of the settings page. Throws 404 for one that it does not know, and redirects that end the session. */
export async function doSettingsAct(call: ActCall) {
  const fields = Object.fromEntries(await readForm(call.request));
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
