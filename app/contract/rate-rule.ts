/** The rate limits by name, as the `RateLimit-Policy` header has them; `domain/limits/rate-limits` has their numbers. */
export type RateRule =
  | "sign_in_email"
  | "sign_in_account"
  | "sign_in_device"
  | "sign_in_place"
  | "sign_up_place"
  | "email_taken"
  | "reauthenticate"
  | "password_link"
  | "verify_link"
  | "sign_up_link"
  | "unverified_story"
  | "unverified_ask"
  | "passkey"
  | "upload"
  | "process"
  | "story"
  | "report"
  | "export"
  | "ask"
  | "socket"
  | "search";

/** Requests that the platform counts by network, see the port `NetworkGuard`. */
export type GuardRule = RateRule | "health";
