import { z } from "zod";
import { UserId } from "./ids";
import { maxEmailLength, maxNameLength, maxPasswordLength, minPasswordLength } from "./limits";
import { name } from "./text";
import { TurnstileToken } from "./turnstile";

/** An address as people type it, kept in lower case so that one address is one account. */
export const Email = z
  .string("Type your e-mail address.")
  .trim()
  .toLowerCase()
  .max(maxEmailLength, `An e-mail address has at most ${maxEmailLength} characters.`)
  .pipe(z.email("Type an e-mail address, such as ana@example.org."));

const NewPassword = z
  .string("Choose a password.")
  .min(minPasswordLength, `Use at least ${minPasswordLength} characters.`)
  .max(maxPasswordLength, `Use at most ${maxPasswordLength} characters.`);

export const DisplayName = name({
  max: maxNameLength,
  tooLong: `A name has at most ${maxNameLength} characters.`,
  missing: "Type the name that readers will see.",
});

/**
 * `POST /api/auth/sign-up`. Without a name the part before the @ is not used (it may identify): the app chooses one. The
 * token is required where the operator turned Turnstile on.
 */
export const SignUp = z.object({
  email: Email,
  password: NewPassword,
  display_name: DisplayName.optional(),
  turnstile_token: TurnstileToken.optional(),
});
export type SignUp = z.infer<typeof SignUp>;

/** Without a password's rules: an old password stays usable. */
const CurrentPassword = z.string("Enter your password.").min(1, "Enter your password.").max(maxPasswordLength);

/** `POST /api/auth/sign-in`. */
export const SignIn = z.object({ email: Email, password: CurrentPassword });
export type SignIn = z.infer<typeof SignIn>;

/** `POST /api/auth/refresh`: the token in the body, or the session cookie. */
export const Refresh = z.object({ refresh_token: z.string().max(200).optional() });

export const Role = z.enum(["member", "staff"]);

/** A person as they see themselves. */
export const Account = z.object({
  id: UserId,
  email: z.string(),
  display_name: z.string(),
  role: Role,
  created_at: z.iso.datetime(),
  /** Whether it is known that the address is theirs; true where the server sends no mail. */
  email_verified: z.boolean(),
  /** Whether people they are connected with see when they were last here, if these show it, too. */
  shows_last_seen: z.boolean(),
  /** When the account is erased, for one that its owner asked to delete; null otherwise. */
  leaves_at: z.iso.datetime().nullable(),
});
export type Account = z.infer<typeof Account>;

/** `POST /api/auth/forgot-password`. */
export const ForgotPassword = z.object({ email: Email });

/** `POST /api/auth/reset-password`: the secret of the link that was mailed. All sessions end. */
export const ResetPassword = z.object({ token: z.string("Open the link again.").max(200), new_password: NewPassword });
export type ResetPassword = z.infer<typeof ResetPassword>;

/** `POST /api/auth/verify-email`: the secret of the link that was mailed. */
export const VerifyEmail = z.object({ token: z.string("Open the link again.").max(200) });

/** `POST /api/auth/finish-sign-up`: the secret of the link that was mailed, and the password that was chosen. */
export const FinishSignUp = z.object({ token: z.string("Open the link again.").max(200), password: CurrentPassword });
export type FinishSignUp = z.infer<typeof FinishSignUp>;

/** `POST /api/auth/change-email`. Without a password for an account that has none: its caller signed in a moment ago. */
export const ChangeEmail = z.object({ email: Email, password: CurrentPassword.optional() });
export type ChangeEmail = z.infer<typeof ChangeEmail>;

/** `POST /api/auth/recover`: a recovery code, however it is spaced. */
export const Recover = z.object({
  email: Email,
  code: z.string("Type one of your recovery codes.").trim().min(1, "Type one of your recovery codes.").max(100),
});
export type Recover = z.infer<typeof Recover>;

/** `POST /api/account/recovery-codes`: shown this once. */
export const RecoveryCodes = z.object({ codes: z.array(z.string()) });

/** A person as everybody sees them. */
export const Person = z.object({ id: UserId, display_name: z.string() });
export type Person = z.infer<typeof Person>;

/** The answer of sign-up, sign-in and refresh. `token` is a bearer token; `refresh_token` works once. */
export const SignedIn = z.object({
  user: Account,
  token: z.string(),
  expires_at: z.iso.datetime(),
  refresh_token: z.string(),
});
export type SignedIn = z.infer<typeof SignedIn>;

/** `POST /api/chat/token`: opens a socket, nothing else, for a minute. */
export const ChatToken = z.object({ token: z.string(), expires_at: z.iso.datetime() });

/** `PATCH /api/account`. */
export const AccountChange = z
  .object({ display_name: DisplayName.optional(), shows_last_seen: z.boolean().optional() })
  .refine((change) => Object.keys(change).length > 0, "Name at least one field to change.");
export type AccountChange = z.infer<typeof AccountChange>;

/** Milliseconds between asking for an account to be deleted and its end, in which it can be kept. */
export const deletionGraceMs = 7 * 24 * 60 * 60 * 1000;

/** `DELETE /api/account`. Without a password for an account that has none: its caller signed in a moment ago. */
export const LeaveAccount = z.object({ password: CurrentPassword.optional() });
export type LeaveAccount = z.infer<typeof LeaveAccount>;

/**
 * `POST /api/auth/password`. All other sessions end. Without the current one for an account that has none: its caller
 * signed in a moment ago.
 */
export const PasswordChange = z.object({ current_password: CurrentPassword.optional(), new_password: NewPassword });
export type PasswordChange = z.infer<typeof PasswordChange>;
