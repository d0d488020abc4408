import { WebAuthnError } from "@simplewebauthn/browser";
import { expect, test } from "vitest";
import { passkeyText as text } from "~/text/passkeys";
import type { ApiClient } from "~/client/api-client";
import type { NewCredential, PasskeyDevice, SignedCredential } from "./browser-device";
import { passkeyCeremonies } from "./ceremonies";
import { PasskeyRefusedError, sentenceOf } from "./passkey-refused";

/** A device that signs whatever it is given, and a server that accepts it; each test replaces what it is about. */
function newBench(changed: Partial<PasskeyDevice> = {}, refuse: (path: string) => Error | null = () => null) {
  const posted: [path: string, body: unknown][] = [];
  const device: PasskeyDevice = {
    isSupported: () => true,
    canOfferInField: () => Promise.resolve(true),
    create: (options) => Promise.resolve({ created: options } as unknown as NewCredential),
    get: (options) => Promise.resolve({ signed: options } as unknown as SignedCredential),
    getFromField: (options) => Promise.resolve({ chosen: options } as unknown as SignedCredential),
    cancel: () => undefined,
    ...changed,
  };
  const call = (name: string, input?: { body?: unknown }) => {
    const path = name.replace("POST ", "");
    posted.push([path, input?.body]);
    const error = refuse(path);
    return error
      ? Promise.reject(error)
      : Promise.resolve({
          kind: "answer",
          status: 200,
          body: { options: `options of ${path}` },
          response: new Response(),
        });
  };
  return { posted, ...passkeyCeremonies(device, { call } as unknown as ApiClient) };
}

function named(name: string): Error {
  return Object.assign(new Error(name), { name });
}

test("signing up sends the fields, and then the credential that the device made of the server's options", async () => {
  const { signUp, posted } = newBench();
  const fields = { email: "heron@example.org", display_name: undefined };
  expect(await signUp({ ...fields, turnstile_token: "once" })).toEqual({ kind: "done" });
  expect(posted).toEqual([
    ["/api/auth/passkeys/options/sign-up", { ...fields, turnstile_token: "once" }],
    [
      "/api/auth/passkeys/sign-up",
      { ...fields, credential: { created: "options of /api/auth/passkeys/options/sign-up" } },
    ],
  ]);
});

test("signing in sends what the device signed", async () => {
  const { signIn, posted } = newBench();
  expect(await signIn()).toEqual({ kind: "done" });
  expect(posted).toEqual([
    ["/api/auth/passkeys/options/sign-in", undefined],
    ["/api/auth/passkeys/sign-in", { credential: { signed: "options of /api/auth/passkeys/options/sign-in" } }],
  ]);
});

test("adding a passkey sends the password with the options alone, and the name with the credential", async () => {
  const { addPasskey, posted } = newBench();
  expect(await addPasskey({ name: "Blue phone", password: "secret" })).toEqual({ kind: "done" });
  expect(posted).toEqual([
    ["/api/account/passkeys/options", { password: "secret" }],
    [
      "/api/account/passkeys",
      { name: "Blue phone", credential: { created: "options of /api/account/passkeys/options" } },
    ],
  ]);
});

test("a passkey that is chosen in the field signs in", async () => {
  const { signInFromField, posted } = newBench();
  expect(await signInFromField()).toEqual({ kind: "done" });
  expect(posted.at(-1)?.[0]).toBe("/api/auth/passkeys/sign-in");
});

test("a field in which nothing can be offered asks the server nothing and says nothing", async () => {
  const { signInFromField, posted } = newBench({ canOfferInField: () => Promise.resolve(false) });
  expect(await signInFromField()).toEqual({ kind: "cancelled" });
  expect(posted).toEqual([]);
});

test("a field whose offer fails says nothing, whatever the reason", async () => {
  for (const bench of [
    newBench({ getFromField: () => Promise.reject(named("UnknownError")) }),
    newBench({}, () => new PasskeyRefusedError("Too many tries.")),
  ]) {
    expect(await bench.signInFromField()).toEqual({ kind: "cancelled" });
  }
});

test("a passkey chosen in the field that the server refuses says so", async () => {
  const refuse = (path: string) => (path.endsWith("/sign-in") && !path.includes("options") ? refused : null);
  const refused = new PasskeyRefusedError("This passkey does not open an account here.");
  const { signInFromField } = newBench({}, refuse);
  expect(await signInFromField()).toEqual({ kind: "problem", sentence: refused.message });
});

test("a browser without passkeys says so before anything is sent", async () => {
  const { signIn, posted } = newBench({ isSupported: () => false });
  expect(await signIn()).toEqual({ kind: "problem", sentence: text.unsupported });
  expect(posted).toEqual([]);
});

const aborted = new WebAuthnError({
  message: "another ceremony",
  code: "ERROR_CEREMONY_ABORTED",
  cause: named("AbortError"),
});

test.each([
  ["NotAllowedError", { kind: "cancelled" }],
  ["AbortError", { kind: "cancelled" }],
  ["InvalidStateError", { kind: "problem", sentence: text.knownHere }],
  ["SecurityError", { kind: "problem", sentence: text.unsupported }],
  ["UnknownError", { kind: "problem", sentence: text.failed }],
])("a device that ends with %s is understood, and nothing is sent after it", async (name, result) => {
  const { addPasskey, posted } = newBench({ create: () => Promise.reject(named(name)) });
  expect(await addPasskey({ name: undefined, password: undefined })).toEqual(result);
  expect(posted).toHaveLength(1);
});

test("a ceremony that another one replaces is cancelled", async () => {
  const { signIn } = newBench({ get: () => Promise.reject(aborted) });
  expect(await signIn()).toEqual({ kind: "cancelled" });
});

test("a refusal is said in the words of what was tried", () => {
  const at = (url: string) => ({
    url: `https://heartfelt.example${url}`,
    headers: new Headers({ "Retry-After": "60" }),
  });
  const signIn = at("/api/auth/passkeys/sign-in");
  expect(sentenceOf({ code: "wrong_credentials" }, signIn)).toBe(text.notAccepted);
  expect(sentenceOf({ code: "wrong_credentials" }, at("/api/account/passkeys"))).toBe(text.wrongPassword);
  expect(sentenceOf({ code: "rate_limited" }, signIn)).toBe(text.limited(60));
  expect(sentenceOf({ code: "invalid", errors: { email: ["Type an address."] } }, signIn)).toBe("Type an address.");
  expect(sentenceOf({}, signIn)).toBe(text.failed);
});
