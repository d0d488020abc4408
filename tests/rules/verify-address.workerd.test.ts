/** Confirming an address on a real D1: what its link does, and what an account may do until then. */
import { uuidv7 } from "uuidv7";
import { beforeEach, expect, test } from "vitest";
import { signIn, signUp } from "../../app/domain/accounts/accounts.server";
import { finishSignUp, readSignUp } from "../../app/domain/accounts/confirmed-sign-up.server";
import { askForReset, resetPassword } from "../../app/domain/accounts/forgotten-password.server";
import { withinLowLimit } from "../../app/domain/accounts/low-limits.server";
import { signUpWithPasskey, startSignUp } from "../../app/domain/accounts/passkeys.server";
import { findViewerBySecret } from "../../app/domain/accounts/sessions.server";
import { confirmAddress, verifyAgain } from "../../app/domain/accounts/verify-address.server";
import { sweep } from "../../app/domain/maintenance/sweep.server";
import { findUserByEmail } from "../../db/queries/accounts";
import { passkeys, users } from "../../db/schema";
import { rowsOf } from "../world/everything";
import { tokenIn, withMail } from "../world/mail";
import { newClient, newViewer, password } from "../world/people";
import { db, servicesAt } from "../world/services";
import { start } from "../world/start";

const dayMs = 24 * 60 * 60_000;

let clock = start;
const { services: withoutMail, settle } = servicesAt(() => clock);
const { services, sent } = withMail(withoutMail);
const strict = { ...services, requiresVerifiedEmail: true };

beforeEach(() => {
  clock = start;
  sent.splice(0);
});

/** Somebody who just signed up, and the secret that was mailed to them. */
async function newcomer() {
  const viewer = await newViewer(services);
  await settle();
  return { viewer, email: viewer.account.email, token: tokenIn(sent.at(-1)!) };
}

test("a link confirms the address once; made up, expired, or of another purpose it does not", async () => {
  const { viewer, email, token } = await newcomer();
  expect(viewer.account.email_verified).toBe(false);
  expect(sent).toMatchObject([{ to: email, letter: { kind: "verify_email", name: "A Name" } }]);
  askForReset(services, email);
  await settle();
  expect(await confirmAddress(services, tokenIn(sent.at(-1)!))).toBe("unknown");
  expect(await resetPassword(services, { token, new_password: password })).toBe("unknown");
  expect(await confirmAddress(services, "made up")).toBe("unknown");
  clock = start + dayMs;
  expect(await confirmAddress(services, token)).toBe("expired");
  clock -= 1;
  const outcomes = await Promise.all([1, 2].map(() => confirmAddress(services, token)));
  expect(outcomes.toSorted()).toEqual(["confirmed", "used"]);
  expect((await findViewerBySecret(services, viewer.secret))?.account.email_verified).toBe(true);
  sent.splice(0);
  expect(verifyAgain(services, (await findViewerBySecret(services, viewer.secret))!)).toBe(true);
  await settle();
  expect(sent).toEqual([]);
});

test("a link does not confirm another address than the one that it was sent to", async () => {
  const { viewer, token } = await newcomer();
  const { eq } = await import("drizzle-orm");
  await db
    .update(users)
    .set({ email: `${uuidv7()}@example.org` })
    .where(eq(users.id, viewer.account.id));
  expect(await confirmAddress(services, token)).toBe("used");
  expect((await findViewerBySecret(services, viewer.secret))?.account.email_verified).toBe(false);
});

test("an address gets three links an hour, and where no mail is sent it counts as confirmed", async () => {
  const { viewer } = await newcomer();
  for (let n = 0; n < 4; n++) verifyAgain(services, viewer);
  await settle();
  expect(sent).toHaveLength(3);
  expect((await newViewer(withoutMail)).account.email_verified).toBe(true);
  expect(verifyAgain(withoutMail, viewer)).toBe(false);
});

test("until the address is confirmed two stories and three requests a day are let through; what came to nothing is given back", async () => {
  const { viewer, token } = await newcomer();
  const done = (result: "published" | "outrun") =>
    withinLowLimit(services, viewer, {
      rule: "unverified_story",
      counts: "published",
      work: async () => ({ kind: result }),
    });
  const kinds = [];
  for (const result of ["outrun", "published", "outrun", "published", "published"] as const) {
    kinds.push((await done(result)).kind);
  }
  expect(kinds).toEqual(["outrun", "published", "outrun", "published", "address_unverified"]);
  const asked = [];
  for (let n = 0; n < 4; n++) {
    const work = async () => ({ kind: "asked" as const });
    asked.push((await withinLowLimit(services, viewer, { rule: "unverified_ask", counts: "asked", work })).kind);
  }
  expect(asked).toEqual(["asked", "asked", "asked", "address_unverified"]);
  await confirmAddress(services, token);
  const confirmed = (await findViewerBySecret(services, viewer.secret))!;
  const work = async () => ({ kind: "asked" as const });
  expect(await withinLowLimit(services, confirmed, { rule: "unverified_ask", counts: "asked", work })).toEqual({
    kind: "asked",
  });
});

test("who resets the password of an account that nobody confirmed owns it alone: passkeys that were there go", async () => {
  const { viewer, email } = await newcomer();
  const key = { publicKey: "key", counter: 0, transports: [], name: "Somebody's", createdAt: new Date(start) };
  await db.insert(passkeys).values({ id: uuidv7(), userId: viewer.account.id, ...key });
  askForReset(services, email);
  await settle();
  expect(await resetPassword(services, { token: tokenIn(sent.at(-1)!), new_password: password })).toBe("reset");
  expect((await rowsOf("passkeys")).filter(({ user_id }) => user_id === viewer.account.id)).toEqual([]);
  expect((await findUserByEmail(db, email, new Date(clock)))?.emailVerifiedAt).not.toBeNull();
});

test("where addresses are confirmed first, known and unknown ones answer alike, and the rest goes by mail", async () => {
  const { email: known } = await newcomer();
  const unknown = `${uuidv7()}@example.org`;
  sent.splice(0);
  for (const email of [known, unknown]) {
    expect(await signUp(strict, { email, password }, newClient())).toEqual({ kind: "link_sent" });
  }
  await settle();
  expect(sent.map(({ to, letter }) => [to, letter.kind]).toSorted()).toEqual(
    [
      [known, "already_member"],
      [unknown, "finish_sign_up"],
    ].toSorted(),
  );
  expect(await findUserByEmail(db, unknown, new Date(clock))).toBeNull();
  expect(await signIn(strict, { email: unknown, password }, newClient())).toEqual({ kind: "wrong_credentials" });
});

test("an account begins with the link and its password together, once", async () => {
  const email = `${uuidv7()}@example.org`;
  await signUp(strict, { email, password, display_name: "Quiet Heron" }, newClient());
  await settle();
  const token = tokenIn(sent.at(-1)!);
  const finish = (words: string) => finishSignUp(strict, { token, password: words }, newClient());
  expect(await finish("somebody else's guess")).toEqual({ kind: "wrong_credentials" });
  expect(await readSignUp(strict, token)).toBe("good");
  expect(await finish(password)).toMatchObject({
    kind: "signed_in",
    session: { account: { email, display_name: "Quiet Heron", email_verified: true } },
  });
  expect(await finish(password)).toEqual({ kind: "refused", link: "unknown" });
  expect(await signIn(strict, { email, password }, newClient())).toMatchObject({ kind: "signed_in" });
});

test("a sign-up that nobody finished expires after a day, and the sweep deletes it", async () => {
  const email = `${uuidv7()}@example.org`;
  await signUp(strict, { email, password }, newClient());
  await settle();
  clock = start + dayMs;
  const input = { token: tokenIn(sent.at(-1)!), password };
  expect(await finishSignUp(strict, input, newClient())).toEqual({ kind: "refused", link: "expired" });
  await sweep(strict);
  expect(JSON.stringify(await rowsOf("pending_sign_ups"))).not.toContain(email);
});

test("a passkey alone begins no account where addresses are confirmed first", async () => {
  const context = { site: { id: "heartfelt.example", origin: "https://heartfelt.example" }, client: newClient() };
  const email = `${uuidv7()}@example.org`;
  expect(await startSignUp(strict, { email }, context)).toEqual({ kind: "password_first" });
  const credential = {} as Parameters<typeof signUpWithPasskey>[1]["credential"]; // refused before it is read
  expect(await signUpWithPasskey(strict, { email, credential }, context)).toEqual({ kind: "password_first" });
});
