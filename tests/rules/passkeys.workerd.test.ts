/** Passkeys on a real D1: which challenge is good, for whom, and once. The signatures are checked in webauthn.server.test.ts. */
import { uuidv7 } from "uuidv7";
import { beforeEach, expect, test } from "vitest";
import { maxPasskeys } from "../../app/contract/limits";
import type { NewCredential, SignedCredential } from "../../app/contract/passkey";
import {
  addPasskey,
  listPasskeys,
  removePasskey,
  signInWithPasskey,
  signUpWithPasskey,
  startAdding,
  startSignIn,
  startSignUp,
} from "../../app/domain/accounts/passkeys.server";
import type { PasskeyCeremonies } from "../../app/domain/ports";
import { newClient, newViewer, password } from "../world/people";
import { servicesAt } from "../world/services";
import { start } from "../world/start";

let clock = start;
let counter = 0;

/** A device whose signatures are always good: its client data is the challenge itself. */
const passkeys: PasskeyCeremonies = {
  algorithms: [-7],
  challengeIn: ({ response }) => response.clientDataJSON,
  userHandleOf: (userId) => userId,
  verifyRegistration: async (_site, { id }) => ({ id, publicKey: "key", counter: 0 }),
  verifyAuthentication: async () => counter,
};
const { services: real, log } = servicesAt(() => clock);
const services = { ...real, passkeys };

const site = { id: "heartfelt.example", origin: "https://heartfelt.example" };
const context = () => ({ site, client: newClient() });

beforeEach(() => {
  clock = start;
  counter = 0;
});

function created(challenge: string, id = uuidv7()): NewCredential {
  const response = { clientDataJSON: challenge, attestationObject: "", transports: [] };
  return { id, rawId: id, type: "public-key", clientExtensionResults: {}, response };
}

function signed(challenge: string, id: string, userHandle: string): SignedCredential {
  const response = { clientDataJSON: challenge, authenticatorData: "", signature: "", userHandle };
  return { id, rawId: id, type: "public-key", clientExtensionResults: {}, response };
}

async function signUpChallenge(email: string): Promise<string> {
  const started = await startSignUp(services, { email }, context());
  if (started.kind !== "started") throw new Error(started.kind);
  return started.options.options.challenge;
}

async function signInChallenge(): Promise<string> {
  return (await startSignIn(services, context())).options.challenge;
}

/** Somebody who signed up with a passkey. */
async function newHolder() {
  const email = `${uuidv7()}@example.org`;
  const credential = created(await signUpChallenge(email));
  const signedUp = await signUpWithPasskey(services, { email, credential }, context());
  if (signedUp.kind !== "signed_in") throw new Error(signedUp.kind);
  return { viewer: signedUp.session, keyId: credential.id, userId: signedUp.session.account.id };
}

test("a passkey signs up and signs in, and is named after the browser that created it", async () => {
  const { viewer, keyId, userId } = await newHolder();
  expect(await listPasskeys(services, viewer)).toMatchObject([{ id: keyId, name: "Firefox on Linux" }]);
  counter = 1;
  const credential = signed(await signInChallenge(), keyId, userId);
  expect(await signInWithPasskey(services, { credential }, context())).toMatchObject({ kind: "signed_in" });
});

test("a challenge is good once, for five minutes, and for its purpose alone", async () => {
  const email = `${uuidv7()}@example.org`;
  const challenge = await signUpChallenge(email);
  const refused = { kind: "refused" };
  const signUp = (given: string) => signUpWithPasskey(services, { email, credential: created(given) }, context());
  expect(await signUp(await signInChallenge())).toEqual(refused);
  expect(await signUp("a challenge of nobody's")).toEqual(refused);
  const late = await signUpChallenge(email);
  clock += 5 * 60_000;
  expect(await signUp(late)).toEqual(refused);
  clock = start;
  expect((await signUp(challenge)).kind).toBe("signed_in");
  expect(await signUp(challenge)).toEqual(refused);
});

test("a passkey signs in to no account but its owner's", async () => {
  const [mine, theirs] = [await newHolder(), await newHolder()];
  counter = 1;
  const credential = signed(await signInChallenge(), mine.keyId, theirs.userId);
  expect(await signInWithPasskey(services, { credential }, context())).toEqual({ kind: "wrong_credentials" });
});

test("a counter that did not grow refuses the sign-in, and is logged as a copied passkey", async () => {
  const { keyId, userId } = await newHolder();
  counter = 5;
  const signIn = async () => {
    const credential = signed(await signInChallenge(), keyId, userId);
    return (await signInWithPasskey(services, { credential }, context())).kind;
  };
  expect([await signIn(), await signIn()]).toEqual(["signed_in", "wrong_credentials"]);
  expect(log).toContainEqual({ event: "passkey_copied", user_id: userId });
});

test("adding a passkey requires the password, and takes a challenge of the viewer's own", async () => {
  const [viewer, other] = [await newViewer(services), await newViewer(services)];
  expect(await startAdding(services, viewer, { site })).toEqual({ kind: "password_missing" });
  const started = await startAdding(services, viewer, { site, password });
  if (started.kind !== "started") throw new Error(started.kind);
  const input = { credential: created(started.options.options.challenge) };
  expect(await addPasskey(services, other, { input, context: context() })).toEqual({ kind: "refused" });
  const again = await startAdding(services, viewer, { site, password });
  if (again.kind !== "started") throw new Error(again.kind);
  const mine = { credential: created(again.options.options.challenge), name: "My phone" };
  expect(await addPasskey(services, viewer, { input: mine, context: context() })).toMatchObject({
    kind: "added",
    passkey: { name: "My phone" },
  });
});

test("the last way to sign in stays; another's passkey is not found", async () => {
  const { viewer, keyId } = await newHolder();
  const other = await newHolder();
  expect(await removePasskey(services, viewer, keyId)).toEqual({ kind: "last_way_in" });
  expect(await removePasskey(services, viewer, other.keyId)).toEqual({ kind: "not_found" });
});

test("an account has a limited number of passkeys", async () => {
  const { viewer } = await newHolder();
  for (let n = 1; n < maxPasskeys; n++) {
    const started = await startAdding(services, viewer, { site });
    if (started.kind !== "started") throw new Error(started.kind);
    const input = { credential: created(started.options.options.challenge) };
    await addPasskey(services, viewer, { input, context: context() });
  }
  expect(await startAdding(services, viewer, { site })).toEqual({ kind: "too_many" });
});
