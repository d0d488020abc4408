/** Accounts that are there without a sign-up, whose slow hash takes a third of a second of a core for each person of a test. */
import { randomBytes, scryptSync } from "node:crypto";
import { uuidv7 } from "uuidv7";
import { runSql } from "./rows";

/** The least that scrypt takes. A password is verified at the cost that stands beside its hash. */
const cost = { N: 2, r: 1, p: 1 };

/** Writes the row that a sign-up writes where no mail is sent. The texts are the test's own: none holds a quote. */
export async function makeAccount(account: { email: string; password: string; displayName: string }): Promise<void> {
  const { email, displayName } = account;
  const now = Date.now();
  await runSql(
    `INSERT INTO users (id, email, display_name, password_hash, created_at, email_verified_at)
      VALUES ('${uuidv7()}', '${email}', '${displayName}', '${cheapHash(account.password)}', ${now}, ${now})`,
  );
}

function cheapHash(password: string): string {
  const salt = randomBytes(16);
  const key = scryptSync(password, salt, 32, cost);
  return ["scrypt", cost.N, cost.r, cost.p, salt.toString("base64"), key.toString("base64")].join("$");
}
