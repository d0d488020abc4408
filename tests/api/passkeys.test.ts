/** Passkeys over HTTP: signing up, signing in, adding and removing; and everything a device may say that is not so. */
import { describe, expect, test } from "vitest";
import { SignedIn } from "../../app/contract/account";
import { makeKey, signWith, type Bent } from "./authenticator";
import { cookieParts, expectProblem, fromAPlaceOfTheirOwn, newPerson, send, untilRefused } from "./client";
import {
  addOptions,
  addPasskey,
  newEmail,
  newHolder,
  passkeysOf,
  post,
  removePasskey,
  signedInWith,
  signInOptions,
  signInWith,
  signUpOptions,
  signUpWith,
  sixAtOnce,
} from "./holders";
import { runSql } from "./rows";

/** The words of a refusal, without its request's id. */
async function wordsOf(answer: Response): Promise<unknown> {
  return { ...(await expectProblem(answer, 401, "wrong_credentials")), request_id: null };
}

/** False claims of a device or the page around it. */
const lies: [string, Bent][] = [
  ["a challenge that was never given", { challenge: "A".repeat(43) }],
  ["another site's page", { origin: "https://evil.example" }],
  ["a page of this host on another port", { origin: "http://localhost:1" }],
  ["a key of another site", { rpId: "evil.example" }],
  ["nobody who touched the device", { flags: 0b100 }],
  ["nobody whom the device knew", { flags: 0b001 }],
  ["a signature for something else", { type: "payment.get" }],
];

describe("signing up", () => {
  test("makes an account without a password, signed in, that the passkey signs in to again", async () => {
    const { key, email, session } = await newHolder();
    expect(session.user).toMatchObject({ email, display_name: "Quiet Heron", leaves_at: null });
    const [passkey] = await passkeysOf(session);
    expect(passkey).toMatchObject({ id: key.id, name: "An app or script", last_used_at: null });
    const again = await signedInWith(key);
    expect(again.user).toEqual(session.user);
    expect((await passkeysOf(again))[0]!.last_used_at).not.toBeNull();
  });

  test("gives a browser its session in a cookie", async () => {
    const { answer } = await signUpWith();
    expect(cookieParts(answer)).toEqual([
      ...["HttpOnly", "Max-Age=2592000", "Path=/", "SameSite=Lax"],
      expect.stringMatching(/^heartfelt=[\w-]{43}$/),
    ]);
  });

  test("no password opens such an account, not even an empty one", async () => {
    const { email } = await newHolder();
    for (const password of ["x", "correct horse battery"]) {
      await expectProblem(await post("/api/auth/sign-in", { email, password }), 401, "wrong_credentials");
    }
    await expectProblem(await post("/api/auth/sign-in", { email, password: "" }), 422, "invalid");
  });

  test("an address that has an account is told at the start, and again at the end when it was taken meanwhile", async () => {
    const person = await newPerson();
    const taken = await post("/api/auth/passkeys/options/sign-up", { email: person.email });
    await expectProblem(taken, 409, "email_taken");
    const email = newEmail();
    const { key, credential } = makeKey(await signUpOptions(email));
    await post("/api/auth/sign-up", { email, password: "correct horse battery" });
    await expectProblem(await post("/api/auth/passkeys/sign-up", { email, credential }), 409, "email_taken");
    expect((await signInWith(key)).status).toBe(401);
  });

  test.each(lies)("is refused with %s", async (_name, bent) => {
    await expectProblem((await signUpWith(bent)).answer, 422, "passkey_refused");
  });

  test("is refused with somebody else's key, in the words of one that is broken", async () => {
    const { key, session } = await newHolder();
    const known = await expectProblem((await signUpWith({ id: key.id })).answer, 422, "passkey_refused");
    const broken = await expectProblem((await signUpWith({ rpId: "other" })).answer, 422, "passkey_refused");
    expect({ ...known, request_id: null }).toEqual({ ...broken, request_id: null });
    expect((await signedInWith(key)).user.id).toBe(session.user.id);
  });

  test("with one key for two addresses at the same moment makes one account of them", async () => {
    const { key } = makeKey(await signUpOptions(newEmail()));
    const answers = await sixAtOnce(6, async () => (await signUpWith({ id: key.id })).answer);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 422, 422, 422, 422, 422]);
  });

  test("reads no certificates, which would name addresses to fetch", async () => {
    for (const fmt of ["packed", "apple", "android-key", "tpm", "fido-u2f", "android-safetynet", "made-up"]) {
      const attStmt = new Map<string, unknown>([["x5c", [new Uint8Array(8)]]]);
      const { answer } = await signUpWith({ attestation: { fmt, attStmt } });
      await expectProblem(answer, 422, "passkey_refused");
    }
  });

  test("answers rubbish as rubbish", async () => {
    const { credential } = makeKey(await signUpOptions(newEmail()));
    const email = newEmail();
    for (const response of [
      { clientDataJSON: "e30", attestationObject: "oA" },
      { clientDataJSON: "", attestationObject: "" },
    ]) {
      const answer = await post("/api/auth/passkeys/sign-up", { email, credential: { ...credential, response } });
      await expectProblem(answer, 422, "passkey_refused");
    }
    const answer = await post("/api/auth/passkeys/sign-up", { email, credential: { ...credential, id: "!" } });
    await expectProblem(answer, 422, "invalid");
  });
});

describe("a challenge", () => {
  test("is good once, for signing in", async () => {
    const { key } = await newHolder();
    const { challenge } = await signInOptions();
    const sent = () => post("/api/auth/passkeys/sign-in", { credential: signWith(key, challenge) });
    expect((await sent()).status).toBe(200);
    await expectProblem(await sent(), 401, "wrong_credentials");
  });

  test("is good once, also when what came with it was refused", async () => {
    const { key } = await newHolder();
    const { challenge } = await signInOptions();
    const sent = (bent: Bent) => post("/api/auth/passkeys/sign-in", { credential: signWith(key, challenge, bent) });
    await expectProblem(await sent({ flags: 0b001 }), 401, "wrong_credentials");
    await expectProblem(await sent({}), 401, "wrong_credentials");
  });

  test("is good for one of two that come at the same moment", async () => {
    const { key } = await newHolder();
    const { challenge } = await signInOptions();
    const sent = () => post("/api/auth/passkeys/sign-in", { credential: signWith(key, challenge) });
    const statuses = (await Promise.all([sent(), sent(), sent()])).map(({ status }) => status);
    expect(statuses.toSorted()).toEqual([200, 401, 401]);
  });

  test("is good for what it was made for and nothing else", async () => {
    const { key, session } = await newHolder();
    const forAdding = await addOptions(session);
    const wrong = signWith(key, forAdding.challenge);
    await expectProblem(await post("/api/auth/passkeys/sign-in", { credential: wrong }), 401, "wrong_credentials");
    const email = newEmail();
    const adding = makeKey(await addOptions(session)).credential;
    await expectProblem(
      await post("/api/auth/passkeys/sign-up", { email, credential: adding }),
      422,
      "passkey_refused",
    );
    const signingUp = makeKey(await signUpOptions(email)).credential;
    await expectProblem(
      await post("/api/account/passkeys", { credential: signingUp }, session),
      422,
      "passkey_refused",
    );
  });

  test("is good for five minutes", async () => {
    const { key, session } = await newHolder();
    const [{ challenge }, adding] = [await signInOptions(), await addOptions(session)];
    const { credential } = makeKey(adding);
    const ours = `'${challenge}', '${adding.challenge}'`;
    // As if it had been given five minutes ago.
    await runSql(`UPDATE passkey_challenges SET expires_at = expires_at - 300000 WHERE challenge IN (${ours})`);
    const late = await post("/api/auth/passkeys/sign-in", { credential: signWith(key, challenge) });
    await expectProblem(late, 401, "wrong_credentials");
    await expectProblem(await post("/api/account/passkeys", { credential }, session), 422, "passkey_refused");
  });
});

describe("signing in", () => {
  test.each(lies)("is refused with %s", async (_name, bent) => {
    const { key } = await newHolder();
    await expectProblem(await signInWith(key, bent), 401, "wrong_credentials");
  });

  test("tells nobody whether a passkey is known", async () => {
    const { key } = await newHolder();
    const { key: unknown } = makeKey(await signUpOptions(newEmail()));
    const words = await wordsOf(await signInWith(unknown));
    expect(await wordsOf(await signInWith(key, { rpId: "other" }))).toEqual(words);
    expect(await wordsOf(await signInWith(unknown, { id: key.id }))).toEqual(words);
    expect(await wordsOf(await signInWith(key, { userHandle: "QQ" }))).toEqual(words);
  });

  test("with another's name on one's own key is refused", async () => {
    const [ana, ben] = [await newHolder(), await newHolder()];
    await expectProblem(await signInWith(ben.key, { userHandle: ana.key.userHandle }), 401, "wrong_credentials");
  });

  test("is refused when the counter does not grow: two devices hold the key", async () => {
    const { key } = await newHolder();
    expect((await signInWith(key, { counter: 7 })).status).toBe(200);
    for (const counter of [7, 6, 0]) await expectProblem(await signInWith(key, { counter }), 401, "wrong_credentials");
    expect((await signInWith(key, { counter: 8 })).status).toBe(200);
  });

  test("works with a device that does not count", async () => {
    const { key } = await newHolder();
    for (let n = 0; n < 2; n++) expect((await signInWith(key, { counter: 0 })).status).toBe(200);
  });

  test("is refused to who is suspended, and to who is about to be erased, whose key is no other's yet", async () => {
    const [suspended, leaver] = [await newHolder(), await newHolder()];
    await runSql(
      `UPDATE users SET suspended_at = 1 WHERE id = '${suspended.session.user.id}'`,
      `UPDATE users SET leaving_at = 1 WHERE id = '${leaver.session.user.id}'`,
    );
    const refused = await expectProblem(await signInWith(suspended.key), 403, "forbidden");
    expect(refused.detail).toContain("suspended");
    await expectProblem(await signInWith(suspended.key, { flags: 0b001 }), 401, "wrong_credentials");
    await expectProblem(await signInWith(leaver.key), 401, "wrong_credentials");
    await expectProblem((await signUpWith({ id: leaver.key.id })).answer, 422, "passkey_refused");
  });

  test("is limited from one place, as it is with a password", async () => {
    const { key } = await newHolder();
    const headers = fromAPlaceOfTheirOwn();
    const credential = signWith(key, "A".repeat(43));
    const tried = () => send("POST", "/api/auth/passkeys/sign-in", { body: { credential }, headers });
    const first = await sixAtOnce(18, tried);
    expect(first.filter(({ status }) => status !== 401)).toEqual([]);
    const answer = await untilRefused(tried);
    expect(answer.headers.get("Retry-After")).toBe("60");
    await expectProblem(answer, 429, "rate_limited");
    const body = { email: newEmail(), password: "correct horse battery" };
    await untilRefused(async () => {
      await tried();
      return send("POST", "/api/auth/sign-in", { body, headers });
    });
  });
});

describe("one's passkeys", () => {
  test("are added with the password, listed with name and last use, and removed", async () => {
    const person = await newPerson();
    const { key, answer } = await addPasskey(person, { name: " Blue phone " });
    expect(answer.status).toBe(201);
    await addPasskey(person);
    expect((await passkeysOf(person)).map(({ name }) => name)).toEqual(["Blue phone", "An app or script"]);
    expect((await signedInWith(key)).user.id).toBe(person.user.id);
    expect((await passkeysOf(person)).map(({ last_used_at }) => last_used_at === null)).toEqual([false, true]);
    expect((await removePasskey(person, key.id)).status).toBe(204);
    await expectProblem(await signInWith(key), 401, "wrong_credentials");
    await expectProblem(await removePasskey(person, key.id), 404, "not_found");
  });

  test("cannot be added without the password", async () => {
    const person = await newPerson();
    const path = "/api/account/passkeys/options";
    expect((await expectProblem(await post(path, {}, person), 422, "invalid")).errors).toHaveProperty("password");
    await expectProblem(await post(path, { password: "not this one" }, person), 401, "wrong_credentials");
    await expectProblem(await post(path, { password: person.password }), 401, "not_signed_in");
  });

  test("are not added with anything that is not so", async () => {
    const { session } = await newHolder();
    for (const [, bent] of lies) {
      await expectProblem((await addPasskey(session, { bent })).answer, 422, "passkey_refused");
    }
    expect(await passkeysOf(session)).toHaveLength(1);
  });

  test("are not added by who asked for another account", async () => {
    const [ana, ben] = [(await newHolder()).session, (await newHolder()).session];
    const { credential } = makeKey(await addOptions(ana));
    await expectProblem(await post("/api/account/passkeys", { credential }, ben), 422, "passkey_refused");
    await expectProblem(await post("/api/account/passkeys", { credential }), 401, "not_signed_in");
    expect([(await passkeysOf(ana)).length, (await passkeysOf(ben)).length]).toEqual([1, 1]);
  });

  test("are nobody else's: not to add, to see or to remove", async () => {
    const [ana, ben] = [await newHolder(), await newHolder()];
    const { answer } = await addPasskey(ben.session, { bent: { id: ana.key.id } });
    await expectProblem(answer, 422, "passkey_refused");
    expect((await passkeysOf(ben.session)).map(({ id }) => id)).toEqual([ben.key.id]);
    await expectProblem(await removePasskey(ben.session, ana.key.id), 404, "not_found");
    expect((await passkeysOf(ana.session)).map(({ id }) => id)).toEqual([ana.key.id]);
  });

  test("are twenty at most, also when many come at the same moment", async () => {
    const { session } = await newHolder();
    const started = await sixAtOnce(22, () => addOptions(session));
    const answers = await sixAtOnce(22, (at) =>
      post("/api/account/passkeys", { credential: makeKey(started[at]!).credential }, session),
    );
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(19);
    expect(await passkeysOf(session)).toHaveLength(20);
    await expectProblem(await post("/api/account/passkeys/options", {}, session), 409, "conflict");
  });

  test("never lose the last way in, also when two are removed at the same moment", async () => {
    const { key, session } = await newHolder();
    await expectProblem(await removePasskey(session, key.id), 409, "last_way_in");
    const { key: second, credential } = makeKey(await addOptions(session));
    expect((await post("/api/account/passkeys", { credential }, session)).status).toBe(201);
    const statuses = await Promise.all([key, second].map(async ({ id }) => (await removePasskey(session, id)).status));
    expect(statuses.toSorted()).toEqual([204, 409]);
    expect(await passkeysOf(session)).toHaveLength(1);
  });
});

test("an account without a password asks who deletes it, or adds a passkey, for a sign-in of just now", async () => {
  const { key, session } = await newHolder();
  const old = await signedInWith(key);
  // As if they had signed in eleven minutes ago.
  await runSql(`UPDATE sessions SET created_at = created_at - 660000 WHERE user_id = '${session.user.id}'`);
  const leave = (as: SignedIn) => send("DELETE", "/api/account", { as, body: {} });
  await expectProblem(await leave(session), 401, "sign_in_again");
  await expectProblem(await post("/api/account/passkeys/options", {}, old), 401, "sign_in_again");
  const first = { new_password: "a quiet harbour" };
  await expectProblem(await post("/api/auth/password", first, old), 401, "sign_in_again");
  await expectProblem(await send("DELETE", "/api/account", { as: old, body: { password: "x" } }), 401, "sign_in_again");
  const fresh = await signedInWith(key);
  const left = await leave(fresh);
  expect(left.status).toBe(200);
  expect(await left.json()).toMatchObject({ user: { leaves_at: expect.any(String) } });
  expect((await send("GET", "/api/auth/me", { as: old })).status).toBe(401);
  const back = await signedInWith(key);
  expect(back.user.leaves_at).not.toBeNull();
  expect((await send("POST", "/api/account/keep", { as: back })).status).toBe(200);
});

test("an account without a password gets its first after a sign-in of just now, and then may lose its last passkey", async () => {
  const { key, email, session } = await newHolder();
  const password = "a quiet harbour";
  expect((await post("/api/auth/password", { new_password: password }, session)).status).toBe(204);
  expect((await post("/api/auth/sign-in", { email, password })).status).toBe(200);
  const again = await post("/api/auth/password", { new_password: "another one entirely" }, session);
  expect((await expectProblem(again, 422, "invalid")).errors).toHaveProperty("current_password");
  expect((await removePasskey(session, key.id)).status).toBe(204);
  await expectProblem(await signInWith(key), 401, "wrong_credentials");
});
