import { z } from "zod";
import { LocalMail, type Letter, type LetterText } from "~/contract/letter";
import type { LocalMailbox, Mailer, MailOutcome } from "~/domain/ports";
import type { MailSettings } from "./env.server";
import { mailParts, type MailParts } from "./mail-parts";

/** A provider may take this long to accept a mail. */
const patienceMs = 10_000;

const senderName = "Heartfelt";

/** Sends by what the operator set up. `write` says what a letter says. */
export function mailerOf({ from, origin, transport }: MailSettings, write: (letter: Letter) => LetterText): Mailer {
  return {
    async send(to, letter) {
      const parts = mailParts(write(letter), origin);
      try {
        return await (transport.kind === "binding"
          ? sendByBinding(transport.binding, { ...parts, from, to })
          : sendByHttp(transport, { ...parts, from, to }));
      } catch (error) {
        return { kind: "failed", reason: error instanceof Error ? error.name : "unknown" };
      }
    },
  };
}

interface Addressed extends MailParts {
  from: string;
  to: string;
}

/** Cloudflare's `send_email` takes the parts and writes the MIME message itself. */
async function sendByBinding(binding: SendEmail, { from, to, subject, text, html }: Addressed): Promise<MailOutcome> {
  await binding.send({ from: { email: from, name: senderName }, to, subject, text, html });
  return { kind: "sent" };
}

/** A provider with Resend's API: `POST /emails` with a bearer key. It writes the MIME message. */
async function sendByHttp(
  { url, key }: { url: string; key: string },
  { from, to, subject, text, html }: Addressed,
): Promise<MailOutcome> {
  const answer = await fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json", Authorization: `Bearer ${key}` },
    body: JSON.stringify({ from: `${senderName} <${from}>`, to: [to], subject, text, html }),
    signal: AbortSignal.timeout(patienceMs),
  });
  await answer.body?.cancel();
  return answer.ok ? { kind: "sent" } : { kind: "failed", reason: `status ${answer.status}` };
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
