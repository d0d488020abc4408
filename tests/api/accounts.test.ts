import { SignJWT } from "jose";
import { describe, expect, test } from "vitest";
import { Account, ChatToken, SignedIn } from "../../app/contract/account";
import { cookieParts, expectProblem, fromAPlaceOfTheirOwn, newPerson, send, url } from "./client";
import { patientFetch } from "../../scripts/patient-fetch.mjs";

const cookieOf = (answer: Response) => answer.headers.get("Set-Cookie")?.split(";")[0] ?? "";

describe("signing up", () => {
  test("gives the account, a token, and a session cookie that scripts cannot read", async () => {
    const email = `New.Person-${Date.now()}@Example.org`;
    const answer = await send("POST", "/api/auth/sign-up", { body: { email, password: "long enough" } });
    expect(answer.status).toBe(201);
    const { user, token } = SignedIn.parse(await answer.json());
    expect(user.email).toBe(email.toLowerCase());
    expect(user.display_name).toMatch(/^[A-Z][a-z]+ [A-Z][a-z]+$/);
    expect(cookieParts(answer)).toEqual([
      ...["HttpOnly", "Max-Age=2592000", "Path=/", "SameSite=Lax"],
      expect.stringMatching(/^heartfelt=[\w-]{43}$/),
    ]);
    const me = await send("GET", "/api/auth/me", { as: token });
    expect(Account.parse(((await me.json()) as { user: unknown }).user)).toEqual(user);
  });

  test("with an address that has an account is a conflict", async () => {
    const { email } = await newPerson();
    const body = { email: email.toUpperCase(), password: "another password" };
    const headers = fromAPlaceOfTheirOwn();
    await expectProblem(await send("POST", "/api/auth/sign-up", { body, headers }), 409, "email_taken");
  });

  test("after five addresses that are taken waits for every address, by password and by passkey", async () => {
    const headers = fromAPlaceOfTheirOwn();
    const { email } = await newPerson();
    const unknown = `unknown-${Date.now()}@example.org`;
    const signUp = (address: string) =>
      send("POST", "/api/auth/sign-up", { body: { email: address, password: "long enough" }, headers });
    const start = (address: string) =>
      send("POST", "/api/auth/passkeys/options/sign-up", { body: { email: address }, headers });
    for (let n = 0; n < 3; n++) await expectProblem(await signUp(email), 409, "email_taken");
    for (let n = 0; n < 2; n++) await expectProblem(await start(email), 409, "email_taken");
    for (const answer of [await signUp(email), await signUp(unknown), await start(email), await start(unknown)]) {
      expect(Number(answer.headers.get("Retry-After"))).toBeGreaterThan(0);
      await expectProblem(answer, 429, "rate_limited");
    }
  });

  test("names each field that needs a change", async () => {
    const answer = await send("POST", "/api/auth/sign-up", { body: { email: "nobody", password: "short" } });
    const problem = await expectProblem(answer, 422, "invalid");
    expect(Object.keys(problem.errors ?? {}).sort()).toEqual(["email", "password"]);
  });
});

describe("signing in", () => {
  test("answers a wrong password and an unknown address alike", async () => {
    const { email } = await newPerson();
    const answers = await Promise.all(
      [email, `unknown-${Date.now()}@example.org`].map((address) =>
        send("POST", "/api/auth/sign-in", { body: { email: address, password: "wrong password" } }),
      ),
    );
    const [known, unknown] = await Promise.all(
      answers.map((answer) => expectProblem(answer, 401, "wrong_credentials")),
    );
    expect({ ...known, request_id: "" }).toEqual({ ...unknown, request_id: "" });
  });

  test("is limited after ten wrong passwords, and says how long to wait", async () => {
    const { email } = await newPerson();
    const wrong = () => send("POST", "/api/auth/sign-in", { body: { email, password: "wrong password" } });
    for (let n = 0; n < 10; n++) expect((await wrong()).status).toBe(401);
    const answer = await wrong();
    expect(Number(answer.headers.get("Retry-After"))).toBeGreaterThan(0);
    await expectProblem(answer, 429, "rate_limited");
  });

  test("is never refused because of strangers on a device that signed in before", async () => {
    const { email, password } = await newPerson();
    const headers = fromAPlaceOfTheirOwn();
    const first = await send("POST", "/api/auth/sign-in", { body: { email, password }, headers });
    const device = first.headers.getSetCookie().find((cookie) => cookie.startsWith("heartfelt-device=")) ?? "";
    expect(device).toMatch(
      /^heartfelt-device=[\w-]{22}\.[\w-]{22}; Max-Age=31536000; Path=\/; HttpOnly; SameSite=Lax$/,
    );
    const wrong = { email, password: "wrong password" };
    for (let n = 0; n < 10; n++) await send("POST", "/api/auth/sign-in", { body: wrong, headers });
    const body = { email, password };
    await expectProblem(await send("POST", "/api/auth/sign-in", { body, headers }), 429, "rate_limited");
    const known = { ...headers, Cookie: device.split(";")[0]! };
    expect((await send("POST", "/api/auth/sign-in", { body, headers: known })).status).toBe(200);
  });
});

describe("a refresh token", () => {
  test("is good once: its second use on another device ends the session for everybody who has a copy", async () => {
    const person = await newPerson();
    const refresh = (refresh_token: string, agent = "mine") =>
      send("POST", "/api/auth/refresh", { body: { refresh_token }, headers: { "User-Agent": agent } });
    const first = await refresh(person.refresh_token);
    expect(first.status).toBe(200);
    const renewed = SignedIn.parse(await first.json());
    await expectProblem(await refresh(person.refresh_token, "a thief's"), 401, "token_reused");
    await expectProblem(await refresh(renewed.refresh_token), 401, "not_signed_in");
    await expectProblem(await send("GET", "/api/auth/me", { as: renewed }), 401, "not_signed_in");
  });

  test("used ten times at the same moment, or again at once, gives the same new one, which is good", async () => {
    const { refresh_token } = await newPerson();
    const refresh = async () => {
      const answer = await send("POST", "/api/auth/refresh", { body: { refresh_token } });
      return SignedIn.parse(await answer.json());
    };
    const renewed = await Promise.all(Array.from({ length: 10 }, refresh));
    const again = await refresh();
    expect(new Set([...renewed, again].map((each) => each.refresh_token)).size).toBe(1);
    expect((await send("GET", "/api/auth/me", { as: again })).status).toBe(200);
  });

  test("may be the session cookie", async () => {
    const { email, password } = await newPerson();
    const signedIn = await send("POST", "/api/auth/sign-in", { body: { email, password } });
    const answer = await send("POST", "/api/auth/refresh", { headers: { Cookie: cookieOf(signedIn) } });
    expect(answer.status).toBe(200);
    expect(cookieOf(answer)).not.toBe(cookieOf(signedIn));
  });
});

describe("signing out", () => {
  test("ends the session: its token and its cookie open nothing any more", async () => {
    const person = await newPerson();
    expect((await send("POST", "/api/auth/sign-out", { as: person })).status).toBe(204);
    await expectProblem(await send("GET", "/api/auth/me", { as: person }), 401, "not_signed_in");
    await expectProblem(
      await send("GET", "/api/auth/me", { headers: { Cookie: `heartfelt=${person.refresh_token}` } }),
      401,
      "not_signed_in",
    );
  });
});

describe("a token", () => {
  const claims = { sid: "0198c0de-0000-7000-8000-000000000001" };

  test("that is forged, unsigned, of another secret or no token at all is refused", async () => {
    const unsigned = `${btoa('{"alg":"none"}')}.${btoa('{"sub":"x","aud":"heartfelt-api"}')}.`;
    const forged = await new SignJWT(claims)
      .setProtectedHeader({ alg: "HS256", kid: "whatever" })
      .setIssuer("heartfelt")
      .setAudience("heartfelt-api")
      .setSubject("0198c0de-0000-7000-8000-000000000001")
      .setExpirationTime("5m")
      .sign(new TextEncoder().encode("some other secret that is long enough"));
    const { token } = await newPerson();
    for (const bad of [unsigned, forged, "nonsense", `${token.slice(0, -2)}xx`]) {
      const answer = await send("GET", "/api/auth/me", { as: bad });
      expect(answer.headers.get("WWW-Authenticate")).toContain("Bearer");
      await expectProblem(answer, 401, "not_signed_in");
    }
    await expectProblem(await send("GET", "/api/stories", { as: "nonsense" }), 401, "not_signed_in");
  });

  test("for chat opens nothing else", async () => {
    const answer = await send("POST", "/api/chat/token", { as: await newPerson() });
    const { token } = ChatToken.parse(await answer.json());
    await expectProblem(await send("GET", "/api/auth/me", { as: token }), 401, "not_signed_in");
  });
});

describe("every path", () => {
  test("of the API that does not exist is a problem", async () => {
    for (const method of ["GET", "POST", "DELETE"])
      await expectProblem(await send(method, "/api/nothing"), 404, "not_found");
  });

  test("with another method says which it takes", async () => {
    const answer = await send("DELETE", "/api/auth/me");
    expect(answer.headers.get("Allow")).toBe("HEAD, GET");
    await expectProblem(answer, 405, "method_not_allowed");
  });

  test("refuses what a page of another site sends", async () => {
    const elsewhere = { Origin: "https://elsewhere.example" };
    await expectProblem(
      await send("POST", "/api/auth/sign-in", { body: {}, headers: elsewhere }),
      403,
      "foreign_origin",
    );
    await expectProblem(
      await send("POST", "/api/auth/sign-in", { body: {}, headers: { "Sec-Fetch-Site": "cross-site" } }),
      403,
      "foreign_origin",
    );
  });

  test("says what is wrong with a body that is no JSON, too large or of another type", async () => {
    const post = (body: string, type: string) =>
      patientFetch(`${url}/api/auth/sign-in`, { method: "POST", body, headers: { "Content-Type": type } });
    await expectProblem(await post("{", "application/json"), 400, "bad_request");
    await expectProblem(await post("a=b", "application/x-www-form-urlencoded"), 415, "unsupported_media");
    await expectProblem(await post(JSON.stringify("x".repeat(300_000)), "application/json"), 413, "too_large");
  });

  test("tells its health, and that of each part", async () => {
    expect(await (await send("GET", "/api/health")).json()).toEqual({ status: "ok" });
    expect(await (await send("GET", "/api/health?deep")).json()).toMatchObject({
      status: "ok",
      finder_tier: expect.any(String),
    });
  });
});
