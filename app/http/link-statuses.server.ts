import type { LinkState } from "~/domain/accounts/mail-links.server";

/** The HTTP status of a mailed link's page, by the state of the link that the page names. */
export const linkStatuses: Record<LinkState, number> = { good: 200, expired: 410, used: 410, unknown: 404 };
