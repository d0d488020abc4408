import { z } from "zod";

/** For how long an original is revealed: until it is taken back, for a day, or for one look at it. */
export const revealTerms = ["until_taken_back", "for_24_hours", "view_once"] as const;
export const RevealTerms = z.enum(revealTerms);
export type RevealTerms = z.infer<typeof RevealTerms>;

/** Milliseconds of `for_24_hours`. */
export const revealDayMs = 24 * 60 * 60_000;

/** An original that is viewed once is closed after this long at the latest: a page may vanish while it is open. */
export const maxViewMs = 5 * 60_000;

/** Chosen by the page that opens an original to view it once: no other tab or device has it. */
export const ViewKey = z.uuid();
export type ViewKey = string;

/** `POST /api/images/:id/view`. */
export const OpenView = z.object({ view: ViewKey });

/** An original that is open to be viewed once: `?view=` of its address has the bytes until it is closed, at the latest then. */
export const OpenedView = z.object({ original_url: z.string(), ends_at: z.iso.datetime() });
