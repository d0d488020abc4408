import { expect, test } from "vitest";
import { PhotoId } from "~/contract/ids";
import { Problem } from "~/contract/problem";
import { FaceId } from "~/contract/second-look";
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
  expect(await problemIn(emailTaken({ kind: "email_taken" }))).toMatchObject({ status: 409, code: "email_taken" });
  expect(await problemIn(passkeyRefused())).toMatchObject({ status: 422, code: "passkey_refused" });
});

const [one, two] = ["0198c0de-0000-7000-8000-000000000011", "0198c0de-0000-7000-8000-000000000012"].map((id) =>
  PhotoId.parse(id),
) as [PhotoId, PhotoId];

test("photos that cannot be in a story are named, another's like an absent one", async () => {
  expect(await problemIn(photosRefused({ kind: "not_yours", ids: [one, two] }))).toMatchObject({
    code: "invalid",
    errors: { image_ids: [expect.stringContaining(`${one}, ${two}`)] },
  });
});

test("uncovered people come with their boxes and ids, so that a client can ask for each", async () => {
  const faces = [{ id: FaceId.parse("a".repeat(43)), x: 1, y: 2, width: 3, height: 4, confidence: 0.9 }];
  const photos = [{ image_id: one, faces }];
  expect(await problemIn(photosRefused({ kind: "uncovered_people", photos }))).toMatchObject({
    status: 409,
    code: "uncovered_people",
    errors: { image_ids: [one] },
    uncovered: photos,
  });
});

test("photos that could not be looked at are named, for their author to check", async () => {
  const refused = photosRefused({ kind: "not_looked_at", ids: [two], reason: "bad_answer" });
  expect(await problemIn(refused)).toMatchObject({
    status: 503,
    code: "ai_unavailable",
    errors: { image_ids: [two] },
  });
});

test("a limit of looks says when to come back, and photos that keep changing are a conflict", async () => {
  const limited = photosRefused({ kind: "limited", retryAfterSeconds: 7 });
  expect(limited.headers.get("Retry-After")).toBe("7");
  expect(await problemIn(photosRefused({ kind: "outrun" }))).toMatchObject({ status: 409, code: "conflict" });
});
