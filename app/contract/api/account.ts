import { z } from "zod";
import { Account, AccountChange, LeaveAccount, RecoveryCodes } from "../account";
import { ExportJob } from "../account-export";
import { defineEndpoint } from "../endpoint";
import { CreationOptions, NewPasskey, Passkey, PasskeyId, PasskeyList, PasskeyStart } from "../passkey";

export const account = {
  update: defineEndpoint({
    method: "PATCH",
    path: "/api/account",
    summary: "Change the display name, or whether connections see when one was last here",
    caller: "viewer",
    body: { type: "application/json", schema: AccountChange },
    answers: { 200: { description: "The caller, as changed.", json: z.object({ user: Account }) } },
  }),
  delete: defineEndpoint({
    method: "DELETE",
    path: "/api/account",
    summary: "Delete the account",
    description:
      "Hidden from everybody at once, erased after a week in which POST /api/account/keep cancels the deletion. Requires the password again; an account without one needs a sign-in of the last ten minutes.",
    caller: "viewer",
    body: { type: "application/json", schema: LeaveAccount },
    answers: {
      200: { description: "The caller; leaves_at is when the account is erased.", json: z.object({ user: Account }) },
    },
    problems: ["wrong_credentials", "sign_in_again", "rate_limited"],
  }),
  keep: defineEndpoint({
    method: "POST",
    path: "/api/account/keep",
    summary: "Cancel the account's deletion",
    caller: "viewer",
    answers: { 200: { description: "The caller, whose account stays.", json: z.object({ user: Account }) } },
  }),
  export: defineEndpoint({
    method: "GET",
    path: "/api/account/export",
    summary: "Download all data of the account",
    description:
      "A small account's archive is created while it is sent. For a large one the first call starts a job and answers 202: read it at Location until it is ready, then call again within a week.",
    caller: "viewer",
    limits: ["export"],
    answers: {
      200: {
        description: "A ZIP archive of readable JSON and all photos.",
        media: ["application/zip"],
      },
      202: {
        description: "The archive is being made.",
        json: ExportJob,
        headers: { Location: "Where the job is read." },
      },
    },
    example: `-H "Authorization: Bearer $TOKEN" -o heartfelt.zip`,
  }),
  readExport: defineEndpoint({
    method: "GET",
    path: "/api/account/export/job",
    summary: "Get the export that is being made",
    caller: "viewer",
    answers: { 200: { description: "The job, running, ready or failed.", json: ExportJob } },
    problems: ["not_found"],
  }),
  startExport: defineEndpoint({
    method: "POST",
    path: "/api/account/export/job",
    summary: "Start making an export",
    description: "One at a time: while one is being made, it is returned. One that is ready or failed is replaced.",
    caller: "viewer",
    limits: ["export"],
    answers: {
      202: {
        description: "The job. Once it is ready, GET /api/account/export downloads the archive.",
        json: ExportJob,
        headers: { Location: "Where the job is read." },
      },
    },
  }),
  cancelExport: defineEndpoint({
    method: "DELETE",
    path: "/api/account/export/job",
    summary: "Cancel or delete an export",
    caller: "viewer",
    answers: { 204: { description: "There is no export any more." } },
  }),
  listPasskeys: defineEndpoint({
    method: "GET",
    path: "/api/account/passkeys",
    summary: "List passkeys",
    caller: "viewer",
    answers: { 200: { description: "All of them, oldest first.", json: PasskeyList } },
  }),
  startPasskey: defineEndpoint({
    method: "POST",
    path: "/api/account/passkeys/options",
    summary: "Start adding a passkey",
    description:
      "Requires the password again; an account without one needs a sign-in of the last ten minutes. The challenge works once, for five minutes.",
    caller: "viewer",
    body: { type: "application/json", schema: PasskeyStart },
    limits: ["passkey"],
    answers: { 200: { description: "Options for navigator.credentials.create().", json: CreationOptions } },
    problems: ["wrong_credentials", "sign_in_again", "conflict"],
  }),
  addPasskey: defineEndpoint({
    method: "POST",
    path: "/api/account/passkeys",
    summary: "Add a passkey",
    description: "Without a name it is named after the browser.",
    caller: "viewer",
    body: { type: "application/json", schema: NewPasskey },
    answers: { 201: { description: "The passkey.", json: Passkey } },
    problems: ["passkey_refused"],
  }),
  makeRecoveryCodes: defineEndpoint({
    method: "POST",
    path: "/api/account/recovery-codes",
    summary: "Make new recovery codes",
    description:
      "They replace those that there were, and are shown this once; each signs in once. Requires the password again; an account without one needs a sign-in of the last ten minutes.",
    caller: "viewer",
    body: { type: "application/json", schema: LeaveAccount },
    answers: { 201: { description: "The codes.", json: RecoveryCodes } },
    problems: ["wrong_credentials", "sign_in_again", "rate_limited"],
  }),
  removePasskey: defineEndpoint({
    method: "DELETE",
    path: "/api/account/passkeys/:id",
    summary: "Remove a passkey",
    description: "The last passkey of an account without a password cannot be removed.",
    caller: "viewer",
    params: { id: PasskeyId },
    answers: { 204: { description: "It can no longer be used to sign in." } },
    problems: ["last_way_in"],
  }),
};
