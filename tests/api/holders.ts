/** People who hold passkeys, and what they do with them over HTTP. */
import { expect } from "vitest";
import { SignedIn } from "../../app/contract/account";
import { bodyOf } from "../../app/client/body-of";
import type { Passkey } from "../../app/contract/passkey";
import { makeKey, signWith, type Bent, type CreationOptions, type Key } from "./authenticator";
import { clientOf, fromAPlaceOfTheirOwn, send } from "./client";

type Holder = Pick<SignedIn, "token"> & { password?: string };

let made = 0;
export const newEmail = () => `passkey-${process.pid}-${(made += 1)}-${Date.now()}@example.org`;

/** Posts from a place of its own, as the limits expect of people. */
export const post = (path: string, body?: unknown, as?: Holder) =>
  send("POST", path, { body, as, headers: fromAPlaceOfTheirOwn() });

async function optionsFrom<Options>(answer: Response): Promise<Options> {
  expect([answer.status, answer.status === 200 ? "" : await answer.text()]).toEqual([200, ""]);
  return ((await answer.json()) as { options: Options }).options;
}

export async function signUpOptions(email: string): Promise<CreationOptions> {
  return optionsFrom(await post("/api/auth/passkeys/options/sign-up", { email }));
}

export async function signInOptions(): Promise<{ challenge: string }> {
  return optionsFrom(await post("/api/auth/passkeys/options/sign-in"));
}

export async function addOptions(as: Holder): Promise<CreationOptions> {
  return optionsFrom(await post("/api/account/passkeys/options", { password: as.password }, as));
}

/** Signs up with a key, as it should be or bent. */
export async function signUpWith(bent: Bent = {}, email = newEmail()) {
  const { key, credential } = makeKey(await signUpOptions(email), bent);
  const answer = await post("/api/auth/passkeys/sign-up", { email, display_name: "Quiet Heron", credential });
  return { key, email, credential, answer };
}

/** Somebody whose only way in is a passkey. */
export async function newHolder(): Promise<{ key: Key; email: string; session: SignedIn }> {
  const { key, email, answer } = await signUpWith();
  expect(answer.status).toBe(201);
  return { key, email, session: SignedIn.parse(await answer.json()) };
}

export async function signInWith(key: Key, bent: Bent = {}): Promise<Response> {
  const { challenge } = await signInOptions();
  return post("/api/auth/passkeys/sign-in", { credential: signWith(key, challenge, bent) });
}

export async function signedInWith(key: Key): Promise<SignedIn> {
  const answer = await signInWith(key);
  expect(answer.status).toBe(200);
  return SignedIn.parse(await answer.json());
}

/** Adds a key to somebody's account. */
export async function addPasskey(as: Holder, { name, bent }: { name?: string; bent?: Bent } = {}) {
  const { key, credential } = makeKey(await addOptions(as), bent);
  return { key, answer: await post("/api/account/passkeys", { name, credential }, as) };
}

export async function passkeysOf(as: Holder): Promise<Passkey[]> {
  return bodyOf(await clientOf(as).call("GET /api/account/passkeys")).passkeys;
}

export const removePasskey = (as: Holder, id: string) => send("DELETE", `/api/account/passkeys/${id}`, { as });

/** Does things six at a time: the proxy of `wrangler dev` drops requests (503) when many more come on two busy cores. */
export async function sixAtOnce<Done>(count: number, work: (at: number) => Promise<Done>): Promise<Done[]> {
  const done: Done[] = [];
  for (let at = 0; at < count; at += 6) {
    const round = Array.from({ length: Math.min(6, count - at) }, (_work, n) => work(at + n));
    done.push(...(await Promise.all(round)));
  }
  return done;
}
