import { z } from "zod";
import {
  Account,
  ChangeEmail,
  FinishSignUp,
  ForgotPassword,
  PasswordChange,
  Refresh,
  ResetPassword,
  SignedIn,
  SignIn,
  SignUp,
  VerifyEmail,
} from "../account";
import { defineEndpoint } from "../endpoint";
import { SessionId } from "../ids";
import { CreationOptions, PasskeySignIn, PasskeySignUp, PasskeySignUpStart, RequestOptions } from "../passkey";
import { SessionPage, SessionsQuery, SignOut } from "../session";

const setsSession = {
  "Set-Cookie":
    "For browsers, HttpOnly and SameSite=Lax: the session, and the device, whose correct password is not refused because of what strangers try.",
};
const renewsSession = { "Set-Cookie": "The session, for browsers: HttpOnly, SameSite=Lax." };
const challenge = "The challenge works once, for five minutes.";
const turnstile =
  "Where the server asks for a Turnstile check, turnstile_token is required: the token of its widget with the action sign-up, which works once. turnstile_refused names the site key; unavailable: the check itself does not answer.";
const probes = "After five email_taken answers in an hour, every sign-up from the network has to wait.";
const credentials = `-H 'Content-Type: application/json' -d '{"email": "ana@example.org", "password": "a quiet harbour"}'`;

export const auth = {
  signUp: defineEndpoint({
    method: "POST",
    path: "/api/auth/sign-up",
    summary: "Create an account",
    description: `Without display_name, a friendly name is generated. ${probes} Where the server asks for confirmed addresses, the answer is 202 for every address, and POST /api/auth/finish-sign-up follows from the mail. ${turnstile}`,
    caller: "anyone",
    body: { type: "application/json", schema: SignUp },
    limits: ["sign_up_place"],
    answers: {
      201: { description: "The account, signed in.", json: SignedIn, headers: setsSession },
      202: { description: "Whatever the address is: the rest goes by mail." },
    },
    problems: ["email_taken", "turnstile_refused"],
    example: credentials,
  }),
  finishSignUp: defineEndpoint({
    method: "POST",
    path: "/api/auth/finish-sign-up",
    summary: "Finish signing up by a mailed link",
    description:
      "Where the server asks for confirmed addresses: the link's token and the password that was chosen create the account. link_refused: the token is unknown, expired or used.",
    caller: "anyone",
    body: { type: "application/json", schema: FinishSignUp },
    limits: ["sign_in_place"],
    answers: { 201: { description: "The account, signed in.", json: SignedIn, headers: setsSession } },
    problems: ["link_refused", "wrong_credentials", "rate_limited"],
  }),
  verifyEmail: defineEndpoint({
    method: "POST",
    path: "/api/auth/verify-email",
    summary: "Confirm an address by a mailed link",
    description:
      "Until then an account may share 2 stories and send 3 requests a day. link_refused: the token is unknown, expired or used.",
    caller: "anyone",
    body: { type: "application/json", schema: VerifyEmail },
    limits: ["verify_link"],
    answers: { 204: { description: "The address is confirmed." } },
    problems: ["link_refused"],
  }),
  sendVerification: defineEndpoint({
    method: "POST",
    path: "/api/auth/verify-email/send",
    summary: "Mail the link that confirms the address again",
    description: "Does nothing once the address is confirmed. not_found: this server sends no mail.",
    caller: "viewer",
    answers: { 202: { description: "The link is on its way; an address gets three an hour." } },
    problems: ["not_found"],
  }),
  signIn: defineEndpoint({
    method: "POST",
    path: "/api/auth/sign-in",
    summary: "Sign in",
    description:
      "forbidden: staff suspended the account. Wrong passwords are limited by account and network; a device that signed in to the account before, shown by its cookie, has a limit of its own.",
    caller: "anyone",
    body: { type: "application/json", schema: SignIn },
    answers: { 200: { description: "Signed in.", json: SignedIn, headers: setsSession } },
    problems: ["wrong_credentials", "forbidden", "rate_limited"],
    example: credentials,
  }),
  startPasskeySignUp: defineEndpoint({
    method: "POST",
    path: "/api/auth/passkeys/options/sign-up",
    summary: "Start creating an account with a passkey",
    description: `${challenge} ${probes} conflict: this server confirms addresses first, so sign up with a password. ${turnstile}`,
    caller: "anyone",
    body: { type: "application/json", schema: PasskeySignUpStart },
    limits: ["sign_up_place"],
    answers: { 200: { description: "Options for navigator.credentials.create().", json: CreationOptions } },
    problems: ["email_taken", "turnstile_refused", "conflict"],
  }),
  signUpWithPasskey: defineEndpoint({
    method: "POST",
    path: "/api/auth/passkeys/sign-up",
    summary: "Create an account with a passkey",
    description: `The account has no password. ${probes} conflict: as for its options.`,
    caller: "anyone",
    body: { type: "application/json", schema: PasskeySignUp },
    limits: ["passkey"],
    answers: { 201: { description: "The account, signed in.", json: SignedIn, headers: setsSession } },
    problems: ["email_taken", "passkey_refused", "conflict"],
  }),
  startPasskeySignIn: defineEndpoint({
    method: "POST",
    path: "/api/auth/passkeys/options/sign-in",
    summary: "Start signing in with a passkey",
    description: `${challenge} The options name no account: the passkey identifies its owner.`,
    caller: "anyone",
    limits: ["passkey"],
    answers: { 200: { description: "Options for navigator.credentials.get().", json: RequestOptions } },
  }),
  signInWithPasskey: defineEndpoint({
    method: "POST",
    path: "/api/auth/passkeys/sign-in",
    summary: "Sign in with a passkey",
    description: "An unknown passkey and an invalid signature get the same answer.",
    caller: "anyone",
    body: { type: "application/json", schema: PasskeySignIn },
    limits: ["sign_in_place"],
    answers: { 200: { description: "Signed in.", json: SignedIn, headers: setsSession } },
    problems: ["wrong_credentials", "forbidden"],
  }),
  refresh: defineEndpoint({
    method: "POST",
    path: "/api/auth/refresh",
    summary: "Exchange a refresh token",
    description:
      "Without a body, the session cookie is exchanged. Within 30 seconds the same token gets the same new one from the same device (its User-Agent and device cookie), until that one is used: parallel calls and lost answers do no harm. Any other second use ends the session: somebody has a copy.",
    caller: "anyone",
    body: { type: "application/json", schema: Refresh, isOptional: true },
    answers: { 200: { description: "New tokens.", json: SignedIn, headers: renewsSession } },
    problems: ["not_signed_in", "token_reused"],
    example: `-H 'Content-Type: application/json' -d '{"refresh_token": "…"}'`,
  }),
  signOut: defineEndpoint({
    method: "POST",
    path: "/api/auth/sign-out",
    summary: "Sign out",
    description: "Closes the sockets of the session, too.",
    caller: "viewer",
    body: { type: "application/json", schema: SignOut, isOptional: true },
    answers: { 204: { description: "The session has ended; with everywhere, every session of the caller." } },
  }),
  me: defineEndpoint({
    method: "GET",
    path: "/api/auth/me",
    summary: "Get the signed-in account",
    caller: "viewer",
    answers: { 200: { description: "The caller.", json: z.object({ user: Account }) } },
    example: `-H "Authorization: Bearer $TOKEN"`,
  }),
  changePassword: defineEndpoint({
    method: "POST",
    path: "/api/auth/password",
    summary: "Change the password",
    description:
      "All other sessions end. An account without a password can set its first one within ten minutes of signing in, without current_password.",
    caller: "viewer",
    body: { type: "application/json", schema: PasswordChange },
    answers: { 204: { description: "Changed." } },
    problems: ["wrong_credentials", "sign_in_again", "rate_limited"],
  }),
  forgotPassword: defineEndpoint({
    method: "POST",
    path: "/api/auth/forgot-password",
    summary: "Ask for a link that sets a new password",
    description:
      "The link goes to the address by e-mail if it has an account, works once, and for 30 minutes. The answer is the same for every address. not_found: this server sends no mail.",
    caller: "anyone",
    body: { type: "application/json", schema: ForgotPassword },
    limits: ["password_link"],
    answers: { 202: { description: "Whatever the address is." } },
    problems: ["not_found"],
    example: `-H 'Content-Type: application/json' -d '{"email": "ana@example.org"}'`,
  }),
  resetPassword: defineEndpoint({
    method: "POST",
    path: "/api/auth/reset-password",
    summary: "Set a new password by a link",
    description: "All sessions end. link_refused: the token is unknown, expired or used; detail says which.",
    caller: "anyone",
    body: { type: "application/json", schema: ResetPassword },
    limits: ["password_link"],
    answers: { 204: { description: "The new password is set." } },
    problems: ["link_refused"],
  }),
  changeEmail: defineEndpoint({
    method: "POST",
    path: "/api/auth/change-email",
    summary: "Change the e-mail address",
    description:
      "A link goes to the new address, and POST /api/auth/verify-email with its token makes the change; then the old address is told, with a link that undoes it for a week. The answer is the same for an address that has an account. Requires the password again; an account without one needs a sign-in of the last ten minutes. not_found: this server sends no mail.",
    caller: "viewer",
    body: { type: "application/json", schema: ChangeEmail },
    answers: { 202: { description: "Whatever the address is." } },
    problems: ["wrong_credentials", "sign_in_again", "rate_limited", "not_found"],
  }),
  undoEmailChange: defineEndpoint({
    method: "POST",
    path: "/api/auth/undo-email-change",
    summary: "Undo a change of the address by a mailed link",
    description: "The account has its address of before again, and all sessions end.",
    caller: "anyone",
    body: { type: "application/json", schema: VerifyEmail },
    limits: ["verify_link"],
    answers: { 204: { description: "Undone." } },
    problems: ["link_refused"],
  }),
  listSessions: defineEndpoint({
    method: "GET",
    path: "/api/auth/sessions",
    summary: "List sessions",
    caller: "viewer",
    query: SessionsQuery,
    answers: { 200: { description: "A page of sessions, newest first.", json: SessionPage } },
  }),
  endSession: defineEndpoint({
    method: "DELETE",
    path: "/api/auth/sessions/:id",
    summary: "End a session",
    caller: "viewer",
    params: { id: SessionId },
    answers: { 204: { description: "The session has ended, and its sockets are closed." } },
  }),
};
