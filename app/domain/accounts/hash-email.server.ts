import type { Services } from "~/domain/ports";

/** Returns the hash by which rate limits know an e-mail address. */
export function hashEmail({ secrets }: Pick<Services, "secrets">, email: string): Promise<string> {
  return secrets.hash(`email:${email}`);
}
