/** Outcomes of the domain that several endpoints answer, as problems. */
import { turnstileAction } from "~/contract/turnstile";
import type { CaptchaFailure } from "~/domain/accounts/captcha.server";
import type { EmailTakenResult } from "~/domain/accounts/sign-up-limits.server";
import type { ReauthenticationFailure } from "~/domain/accounts/reauthenticate.server";
import type { PhotoObjection } from "~/domain/second-look/clearance.server";
import { unverifiedAddressText } from "~/text/unverified-address";
import { finderText, outageText } from "~/text/outages";
import { retryAfterFaultSeconds } from "./errors.server";
import { problem, rateLimited } from "./problem.server";

/** The caller did not prove their identity again. `field` is where the body has the password. */
export function notConfirmed(confirmed: ReauthenticationFailure, field = "password") {
  switch (confirmed.kind) {
    case "password_missing":
      return problem("invalid", "Send the account's password.", { errors: { [field]: ["Enter your password."] } });
    case "wrong_credentials":
      return problem("wrong_credentials", "That is not the password of this account.");
    case "sign_in_again":
      return problem("sign_in_again", "Sign in with your passkey again, then do this within 10 minutes.");
    case "limited":
      return rateLimited(confirmed.retryAfterSeconds);
    default:
      return confirmed satisfies never;
  }
}

/** An address that has an account; `limited` when the caller's network learned that of too many. */
export function emailTaken(taken: EmailTakenResult) {
  if (taken.kind === "limited") return rateLimited(taken.retryAfterSeconds);
  return problem("email_taken", "This e-mail address has an account: sign in instead.");
}

/** A sign-up that did not get past the captcha. */
export function captchaFailed(failure: CaptchaFailure) {
  if (failure.kind === "captcha_unavailable") {
    const headers = { "Retry-After": String(retryAfterFaultSeconds) };
    return problem("unavailable", outageText.captcha, { headers });
  }
  const detail = `Send turnstile_token, fresh and used for nothing else: the token of a Turnstile widget with the site key ${failure.siteKey} and the action ${turnstileAction}.`;
  return problem("turnstile_refused", detail, { errors: { turnstile_token: [detail] } });
}

/** An account begins with a password where its address has to be confirmed first. */
export function passwordFirst() {
  return problem("conflict", "This server confirms addresses first: sign up with a password, then add a passkey.");
}

/** The low limit of an account whose address is not confirmed is used up. */
export function addressUnverified() {
  return problem("address_unverified", unverifiedAddressText.limited);
}

/** A new passkey that cannot be used. The reason stays secret: one that is somebody else's answers like a broken one. */
export function passkeyRefused() {
  return problem("passkey_refused", "The passkey cannot be used, or its challenge has expired: start again.");
}

/** Photos that cannot be in a story. Another person's, one that is in a story already and an absent one answer alike. */
export function photosRefused(objection: PhotoObjection | { kind: "outrun" }) {
  switch (objection.kind) {
    case "not_yours": {
      const detail = `No photo of yours that is free for this story: ${objection.ids.join(", ")}. Upload it first.`;
      return problem("invalid", detail, { errors: { image_ids: [detail] } });
    }
    case "uncovered_people": {
      const { photos: uncovered } = objection;
      const ids = uncovered.map(({ image_id }) => image_id);
      const detail = `The second look found people whom no region covers in ${ids.join(", ")}. Cover them and upload again, or list the faces' ids in confirmed_face_ids.`;
      return problem("uncovered_people", detail, { errors: { image_ids: ids }, uncovered });
    }
    case "not_looked_at": {
      const detail = `${finderText[objection.reason]} Check the photos yourself and list them in confirmed_image_ids, or try again: ${objection.ids.join(", ")}.`;
      return problem("ai_unavailable", detail, { errors: { image_ids: objection.ids } });
    }
    case "limited":
      return rateLimited(objection.retryAfterSeconds);
    case "outrun":
      return problem("conflict", "The photos changed while they were looked at: try again.");
    default:
      return objection satisfies never;
  }
}
