/** Accounts, sessions and their passwords on a real D1, with a clock of the test's own. */
import { uuidv7 } from "uuidv7";
import { beforeEach, expect, test } from "vitest";
import { signIn, signUp } from "../../app/domain/accounts/accounts.server";
import { hashEmail } from "../../app/domain/accounts/hash-email.server";
import { rememberAccount } from "../../app/domain/accounts/devices.server";
import { startSignUp } from "../../app/domain/accounts/passkeys.server";
import { changePassword } from "../../app/domain/accounts/passwords.server";
import { whenReauthenticated } from "../../app/domain/accounts/reauthenticate.server";
import {
  endSessions,
  findViewerBySecret,
  listSessions,
  openSession,
  refreshSession,
  sessionTtlMs,
  type ClientInfo,
  type Viewer,
} from "../../app/domain/accounts/sessions.server";
import { takeRate } from "../../app/domain/limits/rate-limits.server";
import { findUser } from "../../db/queries/accounts";
import { newClient, newViewer, password } from "../world/people";
import { db, servicesAt } from "../world/services";
import { start } from "../world/start";

let clock = start;
const { services, log } = servicesAt(() => clock);
beforeEach(() => {
  clock = start;
});

test("an e-mail address has one account, and its display name is never made from the address", async () => {
  const email = `${uuidv7()}@example.org`;
  const first = await signUp({ ...services, random: () => 0 }, { email, password }, newClient());
  if (first.kind !== "signed_in") throw new Error(first.kind);
  expect(first.session.account).toMatchObject({ email, display_name: "Quiet Heron" });
  expect(await signUp(services, { email, password }, newClient())).toEqual({ kind: "email_taken" });
});

test("after five answers that an address is taken, every sign-up of the network waits, whatever its address", async () => {
  const { email } = (await newViewer(services)).account;
  const client = newClient();
  const signUpAs = async (address: string, from = client) =>
    (await signUp(services, { email: address, password }, from)).kind;
  for (let n = 0; n < 5; n++) expect(await signUpAs(email)).toBe("email_taken");
  expect([await signUpAs(email), await signUpAs(`${uuidv7()}@example.org`)]).toEqual(["limited", "limited"]);
  const context = { site: { id: "heartfelt.example", origin: "https://heartfelt.example" }, client };
  expect((await startSignUp(services, { email }, context)).kind).toBe("limited");
  expect((await startSignUp(services, { email: `${uuidv7()}@example.org` }, context)).kind).toBe("limited");
  expect(await signUpAs(email, newClient())).toBe("email_taken");
  clock += 12 * 60_000;
  expect(await signUpAs(`${uuidv7()}@example.org`)).toBe("signed_in");
});

test("of twenty sign-ups at the same moment with an address that is taken, at most five learn that it is", async () => {
  const { email } = (await newViewer(services)).account;
  const client = newClient();
  const quickly = { ...services, passwords: { ...services.passwords, hash: async () => "none" } };
  const kinds = await Promise.all(
    Array.from({ length: 20 }, async () => (await signUp(quickly, { email, password }, client)).kind),
  );
  expect(kinds.filter((kind) => kind === "email_taken")).toHaveLength(5);
  expect(kinds.filter((kind) => kind === "limited")).toHaveLength(15);
});

test("a sign-up hashes the password whether or not the address is taken", async () => {
  const { email } = (await newViewer(services)).account;
  let hashed = 0;
  const hash = async () => `hash ${(hashed += 1)}`;
  const counting = { ...services, passwords: { ...services.passwords, hash } };
  await signUp(counting, { email, password }, newClient());
  await signUp(counting, { email: `${uuidv7()}@example.org`, password }, newClient());
  expect(hashed).toBe(2);
});

test("an unknown address and a wrong password answer alike", async () => {
  const { account } = await newViewer(services);
  const wrong = { kind: "wrong_credentials" };
  expect(await signIn(services, { email: account.email, password: "a wrong one, long" }, newClient())).toEqual(wrong);
  expect(await signIn(services, { email: `${uuidv7()}@example.org`, password }, newClient())).toEqual(wrong);
});

/** The services, with passwords that need no hash: for tests of many tries. */
const quick = {
  ...services,
  passwords: { ...services.passwords, verify: async (given: string) => given === password },
};

/** Returns how a sign-in to an account ends. */
async function tryWith(email: string, given: string, client = newClient()) {
  return (await signIn(quick, { email, password: given }, client)).kind;
}

/** Takes wrong tries for an account, as though each came from a network of its own. */
async function strangersTry(email: string, tries: number): Promise<void> {
  const account = await hashEmail(services, email);
  await Promise.all(Array.from({ length: tries }, () => takeRate(services, "sign_in_account", account)));
}

test("ten wrong passwords use up a network's tries for an account, and a right one in time gives them back", async () => {
  const { email } = (await newViewer(services)).account;
  const here = newClient();
  for (let n = 0; n < 9; n++) expect(await tryWith(email, "wrong", here)).toBe("wrong_credentials");
  expect(await tryWith(email, password, here)).toBe("signed_in");
  for (let n = 0; n < 10; n++) expect(await tryWith(email, "wrong", here)).toBe("wrong_credentials");
  expect(await tryWith(email, password, here)).toBe("limited");
});

test("an unknown address is limited as a known one is", async () => {
  const here = newClient();
  for (let n = 0; n < 10; n++) expect(await tryWith("nobody@example.org", "wrong", here)).toBe("wrong_credentials");
  expect(await tryWith("nobody@example.org", "wrong", here)).toBe("limited");
});

test("a hundred wrong passwords from ten networks keep nobody out who comes from another", async () => {
  const { email } = (await newViewer(services)).account;
  for (let network = 0; network < 10; network++) {
    const stranger = newClient();
    for (let n = 0; n < 10; n++) await tryWith(email, "wrong", stranger);
  }
  expect(await tryWith(email, password)).toBe("signed_in");
});

test("all networks together get 300 wrong passwords for an account, and then one each 288 seconds", async () => {
  const { email } = (await newViewer(services)).account;
  await strangersTry(email, 299);
  expect(await tryWith(email, "wrong")).toBe("wrong_credentials");
  expect(await tryWith(email, "wrong")).toBe("limited");
  clock += 288_000;
  expect(await tryWith(email, "wrong")).toBe("wrong_credentials");
  expect(await tryWith(email, "wrong")).toBe("limited");
});

test("whatever strangers tried, a device that signed in before signs in, and has twenty wrong tries of its own", async () => {
  const { account } = await newViewer(services);
  const device = await rememberAccount(services, null, account.id);
  const owner = { ...newClient(), device };
  for (let n = 0; n < 10; n++) await tryWith(account.email, "wrong", { ...owner, device: null });
  await strangersTry(account.email, 300);
  expect(await tryWith(account.email, password)).toBe("limited");
  expect(await tryWith(account.email, password, owner)).toBe("signed_in");
  for (let n = 0; n < 20; n++) expect(await tryWith(account.email, "wrong", owner)).toBe("wrong_credentials");
  expect(await tryWith(account.email, password, owner)).toBe("limited");
});

test("a network that is full of sign-ins does not keep out a device that signed in before", async () => {
  const { account } = await newViewer(services);
  const owner = { ...newClient(), device: await rememberAccount(services, null, account.id) };
  const neighbour = { ...owner, device: null };
  for (let n = 0; n < 60; n++) await tryWith(`${uuidv7()}@example.org`, "wrong", neighbour);
  expect(await tryWith(account.email, password, neighbour)).toBe("limited");
  expect(await tryWith(account.email, password, owner)).toBe("signed_in");
});

/** Keys of the rate limits that D1 has counted something of. */
async function countedKeys(): Promise<string[]> {
  const { results } = await db.$client.prepare("SELECT key FROM rate_limits").all<{ key: string }>();
  return results.map(({ key }) => key).toSorted();
}

test("right passwords use up nothing of a network, however many sign in there", async () => {
  const here = newClient();
  const { email } = (await newViewer(services)).account;
  for (let n = 0; n < 70; n++) expect(await tryWith(email, password, here)).toBe("signed_in");
});

test("whom the platform stops costs no write and no hash, but for a device that signed in before", async () => {
  const { account } = await newViewer(services);
  const full = { policy: "sign_in_place", quota: 20, windowSeconds: 60, remaining: 0, resetSeconds: 60 };
  const guarded = { ...quick, guardNetwork: async () => full };
  const stranger = { ...guarded, passwords: { ...quick.passwords, verify: () => Promise.reject(new Error("hashed")) } };
  const before = await countedKeys();
  const credentials = { email: account.email, password };
  expect(await signIn(stranger, credentials, newClient())).toEqual({ kind: "limited", retryAfterSeconds: 60 });
  expect(await countedKeys()).toEqual(before);
  const owner = { ...newClient(), device: await rememberAccount(services, null, account.id) };
  expect((await signIn(guarded, credentials, owner)).kind).toBe("signed_in");
});

test("a network makes thirty accounts, and then waits; only accounts that were made count", async () => {
  const quickly = { ...services, passwords: { ...services.passwords, hash: async () => "none" } };
  const client = newClient();
  const make = async (email = `${uuidv7()}@example.org`) => (await signUp(quickly, { email, password }, client)).kind;
  const known = `${uuidv7()}@example.org`;
  expect([await make(known), await make(known)]).toEqual(["signed_in", "email_taken"]);
  for (let n = 1; n < 30; n++) expect(await make()).toBe("signed_in");
  expect(await make()).toBe("limited");
  clock += 2 * 60_000;
  expect([await make(), await make()]).toEqual(["signed_in", "limited"]);
});

test("the device of one account is a stranger to another", async () => {
  const [owner, stranger] = [await newViewer(services), await newViewer(services)];
  const client = { ...newClient(), device: await rememberAccount(services, null, stranger.account.id) };
  for (let n = 0; n < 10; n++) await tryWith(owner.account.email, "wrong", client);
  expect(await tryWith(owner.account.email, password, client)).toBe("limited");
});

/** Re-authenticates for a work that does nothing. */
function reauthenticate(by: typeof services, viewer: Viewer, input: { password?: string }) {
  return whenReauthenticated(by, viewer, input, () => Promise.resolve({ kind: "verified" }));
}

test("strangers cannot use up what somebody signed in may try, nor can another session", async () => {
  const viewer = await newViewer(services);
  const other = await openSession(services, (await findUser(db, viewer.account.id))!, newClient());
  await strangersTry(viewer.account.email, 300);
  for (let n = 0; n < 10; n++) await reauthenticate(quick, other, { password: "wrong" });
  expect((await reauthenticate(quick, other, { password })).kind).toBe("limited");
  expect(await reauthenticate(quick, viewer, { password })).toEqual({ kind: "verified" });
});

/** Refreshes, and returns the new secret; throws when the session ends. */
async function renewedSecret(secret: string, client: ClientInfo): Promise<string> {
  const renewed = await refreshSession(services, secret, client);
  if (renewed.kind !== "signed_in") throw new Error(renewed.kind);
  return renewed.session.secret;
}

test("fifty refreshes at the same moment with one token all get the same new one, which is good", async () => {
  const { secret, sessionId } = await newViewer(services);
  const client = newClient();
  const secrets = await Promise.all(Array.from({ length: 50 }, () => renewedSecret(secret, client)));
  expect(new Set(secrets).size).toBe(1);
  expect(secrets[0]).toMatch(/^[\w-]{43}$/);
  expect(await findViewerBySecret(services, secrets[0]!)).toMatchObject({ sessionId });
  const { results } = await db.$client
    .prepare("SELECT hash FROM refresh_tokens WHERE session_id = ?")
    .bind(sessionId)
    .all<{ hash: string }>();
  const hashes = [await services.secrets.hash(secret), await services.secrets.hash(secrets[0]!)];
  expect(results.map(({ hash }) => hash).sort()).toEqual(hashes.sort());
});

test("a refresh whose answer was lost is answered again for thirty seconds, and after that ends the session", async () => {
  const [{ secret }, client] = [await newViewer(services), newClient()];
  const renewed = await renewedSecret(secret, client);
  clock += 30_000;
  expect(await renewedSecret(secret, client)).toBe(renewed);
  clock += 1;
  expect(await refreshSession(services, secret, client)).toEqual({ kind: "reused" });
  expect(await findViewerBySecret(services, renewed)).toBeNull();
});

test("there is no grace on another device, nor once the new token was used", async () => {
  const client = newClient();
  const elsewhere = [
    { ...client, userAgent: "curl/8" },
    { ...client, device: { id: "another", tags: [] } },
  ];
  for (const thief of elsewhere) {
    const { secret } = await newViewer(services);
    const renewed = await renewedSecret(secret, client);
    expect(await refreshSession(services, secret, thief)).toEqual({ kind: "reused" });
    expect(await findViewerBySecret(services, renewed)).toBeNull();
  }
  const { secret } = await newViewer(services);
  await renewedSecret(await renewedSecret(secret, client), client);
  expect(await refreshSession(services, secret, client)).toEqual({ kind: "reused" });
});

test("a refresh token is good once: used again later it ends the session, and that is logged", async () => {
  const { secret, sessionId } = await newViewer(services);
  const client = newClient();
  const renewed = await refreshSession(services, secret, client);
  if (renewed.kind !== "signed_in") throw new Error(renewed.kind);
  expect(await findViewerBySecret(services, secret)).toBeNull();
  expect(await findViewerBySecret(services, renewed.session.secret)).toMatchObject({ sessionId });
  clock += 60_000;
  expect(await refreshSession(services, secret, client)).toEqual({ kind: "reused" });
  expect(log).toContainEqual({ event: "refresh_token_reused", session_id: sessionId });
  expect(await findViewerBySecret(services, renewed.session.secret)).toBeNull();
  expect(await refreshSession(services, "unknown", client)).toEqual({ kind: "unknown" });
});

test("a session ends after its time, however much it is used", async () => {
  const { secret } = await newViewer(services);
  clock = start + sessionTtlMs - 1;
  expect(await findViewerBySecret(services, secret)).not.toBeNull();
  clock += 1;
  expect(await findViewerBySecret(services, secret)).toBeNull();
});

test("sessions are listed newest first in pages, and ending all but one leaves that one", async () => {
  const viewer = await newViewer(services);
  const user = await findUser(db, viewer.account.id);
  for (let n = 0; n < 2; n++) {
    clock += 1;
    await openSession(services, user!, newClient());
  }
  const first = await listSessions(services, viewer, { before: null, limit: 2 });
  expect(first.sessions.map(({ browser }) => browser)).toEqual(["Firefox on Linux", "Firefox on Linux"]);
  const rest = await listSessions(services, viewer, { before: first.next_cursor, limit: 2 });
  expect(rest).toMatchObject({ sessions: [{ id: viewer.sessionId, is_current: true }], next_cursor: null });
  expect(await endSessions(services, viewer.account.id, { allBut: viewer.sessionId })).toBe(2);
  expect((await listSessions(services, viewer, { before: null, limit: 9 })).sessions).toHaveLength(1);
});

test("a new password ends the other sessions, and asks for the current one", async () => {
  const viewer = await newViewer(services);
  const other = await openSession(services, (await findUser(db, viewer.account.id))!, newClient());
  const change = (current_password?: string) =>
    changePassword(services, viewer, { current_password, new_password: "another horse battery staple" });
  expect([await change(), await change("a wrong one, long")]).toEqual([
    { kind: "password_missing" },
    { kind: "wrong_credentials" },
  ]);
  expect(await change(password)).toEqual({ kind: "changed" });
  expect(await findViewerBySecret(services, other.secret)).toBeNull();
  expect(await findViewerBySecret(services, viewer.secret)).not.toBeNull();
});

test("without a password a sign-in of the last ten minutes re-authenticates, an older one does not", async () => {
  const viewer = await newViewer(services);
  await db.$client.prepare("UPDATE users SET password_hash = '' WHERE id = ?").bind(viewer.account.id).run();
  clock = start + 10 * 60_000;
  expect(await reauthenticate(services, viewer, {})).toEqual({ kind: "verified" });
  clock += 1;
  expect(await reauthenticate(services, viewer, {})).toEqual({ kind: "sign_in_again" });
});
