import { Account, AccountChange, LeaveAccount, PasswordChange, Refresh, SignedIn, SignIn, SignUp } from "../account";
import { SessionId } from "../ids";
import { SessionPage, SessionsQuery, SignOut } from "../session";
import { z } from "zod";
import type { Area } from "./route";

const setsSession = { "Set-Cookie": "The session, for browsers: HttpOnly, SameSite=Lax." };

export const accounts: Area = {
  name: "Accounts",
  about:
    "A bearer token is good for 15 minutes; a refresh token is good once, and gives the next of both. Browsers have the session in a cookie instead.",
  routes: [
    {
      method: "POST",
      path: "/api/auth/sign-up",
      summary: "Make an account",
      description: "Without display_name the app chooses a gentle one.",
      caller: "anyone",
      body: { type: "application/json", schema: SignUp },
      answers: { 201: { description: "The account, signed in.", json: SignedIn, headers: setsSession } },
      problems: ["email_taken", "rate_limited"],
      example: `-H 'Content-Type: application/json' -d '{"email": "ana@example.org", "password": "a quiet harbour"}'`,
    },
    {
      method: "POST",
      path: "/api/auth/sign-in",
      summary: "Sign in",
      description: "forbidden: staff suspended the account.",
      caller: "anyone",
      body: { type: "application/json", schema: SignIn },
      answers: { 200: { description: "Signed in.", json: SignedIn, headers: setsSession } },
      problems: ["wrong_credentials", "forbidden", "rate_limited"],
      example: `-H 'Content-Type: application/json' -d '{"email": "ana@example.org", "password": "a quiet harbour"}'`,
    },
    {
      method: "POST",
      path: "/api/auth/refresh",
      summary: "Exchange a refresh token",
      description:
        "Without a body the session cookie is exchanged. A token that comes a second time ends its session: somebody has a copy.",
      caller: "anyone",
      body: { type: "application/json", schema: Refresh, isOptional: true },
      answers: { 200: { description: "New tokens.", json: SignedIn, headers: setsSession } },
      problems: ["not_signed_in", "token_reused"],
      example: `-H 'Content-Type: application/json' -d '{"refresh_token": "…"}'`,
    },
    {
      method: "POST",
      path: "/api/auth/sign-out",
      summary: "Sign out",
      description: "Closes the sockets that the session opened, too.",
      caller: "viewer",
      body: { type: "application/json", schema: SignOut, isOptional: true },
      answers: { 204: { description: "The session, or every one of the caller, has ended." } },
    },
    {
      method: "GET",
      path: "/api/auth/me",
      summary: "Who one is",
      caller: "viewer",
      answers: { 200: { description: "The caller.", json: z.object({ user: Account }) } },
      example: `-H "Authorization: Bearer $TOKEN"`,
    },
    {
      method: "POST",
      path: "/api/auth/password",
      summary: "Change the password",
      description: "All other sessions end.",
      caller: "viewer",
      body: { type: "application/json", schema: PasswordChange },
      answers: { 204: { description: "Changed." } },
      problems: ["wrong_credentials", "rate_limited"],
    },
    {
      method: "GET",
      path: "/api/auth/sessions",
      summary: "Where one is signed in",
      caller: "viewer",
      query: SessionsQuery,
      answers: { 200: { description: "A page of sessions, the newest first.", json: SessionPage } },
    },
    {
      method: "DELETE",
      path: "/api/auth/sessions/:id",
      summary: "Sign out somewhere else",
      caller: "viewer",
      params: { id: SessionId },
      answers: { 204: { description: "The session has ended, and its sockets are closed." } },
    },
    {
      method: "PATCH",
      path: "/api/account",
      summary: "Change the name",
      caller: "viewer",
      body: { type: "application/json", schema: AccountChange },
      answers: { 200: { description: "The caller, as changed.", json: z.object({ user: Account }) } },
    },
    {
      method: "DELETE",
      path: "/api/account",
      summary: "Delete the account",
      description:
        "Hidden from everybody at once, erased after a week in which POST /api/account/keep takes it back. Where there is a password, it is asked for.",
      caller: "viewer",
      body: { type: "application/json", schema: LeaveAccount },
      answers: {
        200: { description: "The caller; leaves_at says when all is erased.", json: z.object({ user: Account }) },
      },
      problems: ["wrong_credentials", "rate_limited"],
    },
    {
      method: "POST",
      path: "/api/account/keep",
      summary: "Keep the account after all",
      caller: "viewer",
      answers: { 200: { description: "The caller, who stays.", json: z.object({ user: Account }) } },
    },
    {
      method: "GET",
      path: "/api/account/export",
      summary: "Download everything of one's own",
      caller: "viewer",
      answers: {
        200: {
          description: "A ZIP archive of readable JSON and all pictures, made while it is sent.",
          media: ["application/zip"],
        },
      },
      problems: ["rate_limited"],
      example: `-H "Authorization: Bearer $TOKEN" -o heartfelt.zip`,
    },
  ],
};
