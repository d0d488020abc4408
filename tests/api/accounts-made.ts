/** Accounts that are there without a sign-up, whose slow hash takes a third of a second of a core for each person of a test. */
import { uuidv7 } from "uuidv7";
import { cheapHash } from "../world/cheap-passwords";
import { runSql } from "./rows";

/** Writes the row that a sign-up writes where no mail is sent. The texts are the test's own: none holds a quote. */
export async function makeAccount(account: { email: string; password: string; displayName: string }): Promise<void> {
  const { email, displayName } = account;
  const now = Date.now();
  await runSql(
    `INSERT INTO users (id, email, display_name, password_hash, created_at, email_verified_at)
      VALUES ('${uuidv7()}', '${email}', '${displayName}', '${cheapHash(account.password)}', ${now}, ${now})`,
  );
}
