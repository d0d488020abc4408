/** The events of a mail provider: Resend's, from which the app takes what it needs. */
import { z } from "zod";

/** Why no mail goes to an address any more: its server refuses them for good, or its reader called one spam. */
export const mailStopReasons = ["bounced", "complained"] as const;
export type MailStopReason = (typeof mailStopReasons)[number];

/** Addresses of one event: a mail has one, and a provider's own limit is 50. */
const maxAddresses = 50;

const addresses = z.array(z.string().trim().toLowerCase().max(320)).max(maxAddresses);

/** A bounce that is not `Permanent` may pass, such as a full mailbox. */
const Bounced = z.object({
  type: z.literal("email.bounced"),
  data: z.object({ to: addresses, bounce: z.object({ type: z.string() }).optional() }),
});

const Complained = z.object({ type: z.literal("email.complained"), data: z.object({ to: addresses }) });

/** Providers send more kinds than these, and will send others: those change nothing. */
export const MailEvent = z.union([Bounced, Complained]);
export type MailEvent = z.infer<typeof MailEvent>;
