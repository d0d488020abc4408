import { expect, test } from "vitest";
import type { LogEvent } from "~/contract/log";
import type { CaptchaVerdict, Services } from "~/domain/ports";
import { signUp } from "./accounts.server";
import { checkCaptcha } from "./captcha.server";
import { startSignUp } from "./passkeys.server";

function captchaThat(verdict: CaptchaVerdict) {
  const log: LogEvent[] = [];
  const asked: string[] = [];
  const verify = async (token: string) => {
    asked.push(token);
    return verdict;
  };
  return { services: { captcha: { siteKey: "a site key", verify }, log: log.push.bind(log) }, asked, log };
}

const passed = { kind: "passed" } as const;
const refused = { kind: "refused", reason: "timeout-or-duplicate" } as const;
const unavailable = { kind: "unavailable", reason: "TimeoutError" } as const;

test("where no captcha is asked for, everybody may sign up", async () => {
  expect(await checkCaptcha({ captcha: null, log: () => {} }, undefined)).toBeNull();
});

test("a token that passes stops nobody, and nothing is logged", async () => {
  const { services, asked, log } = captchaThat(passed);
  expect(await checkCaptcha(services, "a token")).toBeNull();
  expect([asked, log]).toEqual([["a token"], []]);
});

test("without a token the service is not asked", async () => {
  const { services, asked } = captchaThat(passed);
  expect(await checkCaptcha(services, undefined)).toEqual({ kind: "captcha_refused", siteKey: "a site key" });
  expect(asked).toEqual([]);
});

test("operators read in the log why a sign-up was stopped, and never its token", async () => {
  for (const verdict of [refused, unavailable]) {
    const { services, log } = captchaThat(verdict);
    await checkCaptcha(services, "a token");
    expect(log).toEqual([{ event: "captcha_failed", outcome: verdict.kind, reason: verdict.reason }]);
  }
});

/** Services of which nothing but the captcha may be used. */
function onlyCaptcha(verdict: CaptchaVerdict): Services {
  const { services } = captchaThat(verdict);
  return new Proxy(services, {
    get(target, name) {
      if (name in target) return Reflect.get(target, name) as unknown;
      throw new Error(`${String(name)} was used.`);
    },
  }) as unknown as Services; // the others are never handed out
}

test("a sign-up that is stopped costs neither a hash nor a query", async () => {
  const client = { userAgent: null, address: "203.0.113.7", device: null };
  const site = { id: "heartfelt.example", origin: "https://heartfelt.example" };
  const input = { email: "ana@example.org", turnstile_token: "a token" };
  for (const verdict of [refused, unavailable]) {
    const kind = `captcha_${verdict.kind}`;
    expect(await signUp(onlyCaptcha(verdict), { ...input, password: "long enough" }, client)).toMatchObject({ kind });
    expect(await startSignUp(onlyCaptcha(verdict), input, { site, client })).toMatchObject({ kind });
  }
  const started = signUp(onlyCaptcha(passed), { ...input, password: "long enough" }, client);
  await expect(started).rejects.toThrow("was used");
});
