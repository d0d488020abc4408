/** A mailer that keeps what it is given, inside workerd. */
import type { Letter } from "../../app/contract/letter";
import type { Services } from "../../app/domain/ports";

export interface SentLetter {
  to: string;
  letter: Letter;
}

/** Returns the services with mail turned on, and the letters that were sent, the oldest first. */
export function withMail(services: Services, more: Partial<Services> = {}): { services: Services; sent: SentLetter[] } {
  const sent: SentLetter[] = [];
  const mailer: Services["mailer"] = {
    send: (to, letter) => {
      sent.push({ to, letter });
      return Promise.resolve({ kind: "sent" });
    },
  };
  return { services: { ...services, mailer, ...more }, sent };
}

/** Returns the secret of a letter's link. */
export function tokenIn({ letter }: SentLetter): string {
  return new URLSearchParams(letter.path.split("?")[1]).get("token") ?? "";
}
