import { expect, test } from "vitest";
import { Problem } from "~/contract/problem";
import { emailTaken, notConfirmed, passkeyRefused, photosRefused } from "./refusals.server";

/** The problem in an answer; every other answer gets its request's id on the way out. */
async function problemIn(answer: Response): Promise<Problem> {
  return Problem.parse({ ...((await answer.json()) as object), request_id: "0198c0de-0000-7000-8000-000000000001" });
}

test("a missing password is an error of the field that holds it", async () => {
  expect(await problemIn(notConfirmed({ kind: "password_missing" }))).toMatchObject({
    status: 422,
    code: "invalid",
    errors: { password: ["Enter your password."] },
  });
  const named = await problemIn(notConfirmed({ kind: "password_missing" }, "current_password"));
  expect(Object.keys(named.errors ?? {})).toEqual(["current_password"]);
});

test("a wrong password and an old sign-in are told apart: they need different steps", async () => {
  expect(await problemIn(notConfirmed({ kind: "wrong_credentials" }))).toMatchObject({
    status: 401,
    code: "wrong_credentials",
  });
  expect(await problemIn(notConfirmed({ kind: "sign_in_again" }))).toMatchObject({
    status: 401,
    code: "sign_in_again",
  });
});

test("an address that exists and a passkey that is refused say so without saying whose", async () => {
  expect(await problemIn(emailTaken())).toMatchObject({ status: 409, code: "email_taken" });
  expect(await problemIn(passkeyRefused())).toMatchObject({ status: 422, code: "passkey_refused" });
});

test("photos that cannot be in a story are named, another's like an absent one", async () => {
  expect(await problemIn(photosRefused({ kind: "not_yours", ids: ["p1", "p2"] }))).toMatchObject({
    code: "invalid",
    errors: { image_ids: [expect.stringContaining("p1, p2")] },
  });
});

test("photos with uncovered people are listed one by one, so that a client can ask for each", async () => {
  expect(await problemIn(photosRefused({ kind: "uncovered_people", ids: ["p1", "p2"] }))).toMatchObject({
    code: "uncovered_people",
    errors: { image_ids: ["p1", "p2"] },
  });
});
