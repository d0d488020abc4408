/** The mails that the served app sent: files of its state. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { inject, vi } from "vitest";
import { LocalMail } from "../../app/contract/letter";
import { waitPatienceMs } from "../patience";

function mailsTo(email: string, state: string): LocalMail[] {
  const folder = join(state, "mail");
  const names = readdirSync(folder).filter((name) => name.endsWith(".json"));
  const mails = names.toSorted().map((name) => LocalMail.parse(JSON.parse(readFileSync(join(folder, name), "utf8"))));
  return mails.filter(({ to }) => to.includes(email));
}

/** Returns the mails to an address, the oldest first, once there are so many: they are sent after the answer. */
export function untilMailed(email: string, count: number, state = inject("appState")): Promise<LocalMail[]> {
  const arrived = () => {
    const mails = mailsTo(email, state);
    if (mails.length < count) throw new Error(`${mails.length} of ${count} mails have come.`);
    return mails;
  };
  return vi.waitFor(arrived, { timeout: waitPatienceMs });
}

/** Returns the path that a mail's link leads to. */
export function pathIn(mail: LocalMail): string {
  const { pathname, search } = new URL(/https?:\/\/\S+/.exec(mail.text)?.[0] ?? "");
  return pathname + search;
}

/** Returns the secret of a mail's link. */
export function tokenIn(mail: LocalMail): string {
  return new URLSearchParams(pathIn(mail).split("?")[1]).get("token") ?? "";
}
