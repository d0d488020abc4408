import type { LinkState } from "~/domain/accounts/mail-links.server";

/** How a mailed link stands, as a status: its page says the same. */
export const linkStatuses: Record<LinkState, number> = { good: 200, expired: 410, used: 410, unknown: 404 };
