import { z } from "zod";
import { LocalMail, type Letter, type LetterText } from "~/contract/letter";
import type { LocalMailbox, Mailer } from "~/domain/ports";
import type { MailSettings } from "./env.server";
import { mailParts, type MailParts } from "./mail-parts";

/** A provider may take this long to accept a mail. */
const patienceMs = 6_000;

/** Before the second and the third try. All three fit the 30 s that the platform gives to work after an answer. */
const pausesMs = [1_000, 6_000];

const senderName = "Heartfelt";

/**
 * Sends by what the operator set up, up to three times where a failure may pass. `write` says what a letter says; `pause`
 * resolves after so many milliseconds.
 */
export function mailerOf(
  { from, origin, transport }: MailSettings,
  write: (letter: Letter) => LetterText,
  pause: (ms: number) => Promise<void> = (ms) => scheduler.wait(ms),
): Mailer {
  return {
    async send(to, letter) {
      const mail = { ...mailParts(write(letter), origin), from, to, key: crypto.randomUUID() };
      const tryOnce = () =>
        transport.kind === "binding" ? sendByBinding(transport.binding, mail) : sendByHttp(transport, mail);
      let outcome = await outcomeOf(tryOnce);
      for (const ms of pausesMs) {
        if (outcome.kind === "sent" || !outcome.mayPass) break;
        await pause(ms);
        outcome = await outcomeOf(tryOnce);
      }
      return outcome.kind === "sent" ? outcome : { kind: "failed", reason: outcome.reason };
    },
  };
}

type TryOutcome = { kind: "sent" } | { kind: "failed"; reason: string; mayPass: boolean };

async function outcomeOf(send: () => Promise<TryOutcome>): Promise<TryOutcome> {
  try {
    return await send();
  } catch (error) {
    return { kind: "failed", reason: error instanceof Error ? error.name : "unknown", mayPass: true };
  }
}

interface Addressed extends MailParts {
  from: string;
  to: string;
  /** The same for each try of one mail. */
  key: string;
}

/** Cloudflare's `send_email` takes the parts and writes the MIME message itself. */
async function sendByBinding(
  binding: SendEmail,
  { from, to, subject, text, html, headers }: Addressed,
): Promise<TryOutcome> {
  await binding.send({ from: { email: from, name: senderName }, to, subject, text, html, ...(headers && { headers }) });
  return { kind: "sent" };
}

/**
 * A provider with Resend's API: `POST /emails` with a bearer key. It writes the MIME message, and takes a mail with a known
 * idempotency key for the same one: a try whose answer was lost sends none twice.
 */
async function sendByHttp(
  { url, key }: { url: string; key: string },
  { from, to, subject, text, html, headers, key: idempotencyKey }: Addressed,
): Promise<TryOutcome> {
  const answer = await fetch(url, {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      Authorization: `Bearer ${key}`,
      "Idempotency-Key": idempotencyKey,
    },
    body: JSON.stringify({ from: `${senderName} <${from}>`, to: [to], subject, text, html, headers }),
    signal: AbortSignal.timeout(patienceMs),
  });
  await answer.body?.cancel();
  const { ok, status } = answer;
  return ok
    ? { kind: "sent" }
    : { kind: "failed", reason: `status ${status}`, mayPass: status === 429 || status >= 500 };
}

/** The mailbox of a local run, which stands in for a provider and lists what it got; null for a real one. */
export function localMailbox({ transport, isLocal }: MailSettings): LocalMailbox | null {
  if (!isLocal || transport.kind !== "http") return null;
  return {
    async list() {
      const headers = { Authorization: `Bearer ${transport.key}` };
      const answer = await fetch(transport.url, { headers, signal: AbortSignal.timeout(patienceMs) });
      return z.array(LocalMail).parse(await answer.json());
    },
  };
}
