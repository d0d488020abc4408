/** Cloudflare Turnstile on sign-up, where the operator turned it on: names that the page, the API and the server share. */
import { z } from "zod";

/** Where the widget's script, its frame and its requests come from. */
export const turnstileOrigin = "https://challenges.cloudflare.com";

/** The widget's action: a token that another form of the operator's was given is refused. */
export const turnstileAction = "sign-up";

/** The form field in which the widget puts its token. */
export const turnstileField = "cf-turnstile-response";

/** A widget's token: works once, for five minutes, and has at most 2,048 characters (Cloudflare's documentation). */
export const TurnstileToken = z.string().max(2048, "That is no token of Turnstile.");
