/** Recovery codes on a real D1: shown once, good once, and of one person. */
import { uuidv7 } from "uuidv7";
import { beforeEach, expect, test } from "vitest";
import { askForReset, resetPassword } from "../../app/domain/accounts/forgotten-password.server";
import { countCodes, makeCodes, recover } from "../../app/domain/accounts/recovery-codes.server";
import { rowsOf } from "../world/everything";
import { tokenIn, withMail } from "../world/mail";
import { newClient, newViewer, password } from "../world/people";
import { servicesAt } from "../world/services";
import { start } from "../world/start";

const { services: withoutMail, settle } = servicesAt(() => start);
const { services, sent } = withMail(withoutMail);

beforeEach(() => void sent.splice(0));

async function withCodes() {
  const viewer = await newViewer(services);
  const made = await makeCodes(services, viewer, { password });
  if (made.kind !== "made") throw new Error(made.kind);
  return { viewer, email: viewer.account.email, codes: made.codes };
}

const outcome = async (email: string, code: string) => (await recover(services, { email, code }, newClient())).kind;

test("ten codes are made for who re-authenticates, and none is stored as it is", async () => {
  const { viewer, codes } = await withCodes();
  expect([new Set(codes).size, await countCodes(services, viewer)]).toEqual([10, 10]);
  const stored = JSON.stringify(await rowsOf("recovery_codes"));
  for (const code of codes) expect(stored).not.toContain(code);
  expect(await makeCodes(services, viewer, {})).toEqual({ kind: "password_missing" });
});

test("a code signs in once, however it is typed, and its person is told", async () => {
  const { viewer, email, codes } = await withCodes();
  const typed = codes[0]!.replaceAll("-", " ").toUpperCase();
  const kinds = await Promise.all([outcome(email, typed), outcome(email, codes[0]!)]);
  expect(kinds.toSorted()).toEqual(["signed_in", "wrong_credentials"]);
  expect(await countCodes(services, viewer)).toBe(9);
  await settle();
  expect(sent.at(-1)).toMatchObject({ to: email, letter: { kind: "recovery_code_used" } });
});

test("a code of another person, a made-up one and an unknown address answer alike", async () => {
  const [{ codes }, { email }] = [await withCodes(), await withCodes()];
  expect(await outcome(email, codes[0]!)).toBe("wrong_credentials");
  expect(await outcome(email, "aaaa-bbbb-cccc-dddd")).toBe("wrong_credentials");
  expect(await outcome(`${uuidv7()}@example.org`, codes[0]!)).toBe("wrong_credentials");
});

test("new codes void the old ones, and so does a password that is reset", async () => {
  const { viewer, email, codes } = await withCodes();
  const again = await makeCodes(services, viewer, { password });
  expect(await outcome(email, codes[0]!)).toBe("wrong_credentials");
  askForReset(services, email);
  await settle();
  await resetPassword(services, { token: tokenIn(sent.at(-1)!), new_password: password });
  expect(again.kind === "made" && (await outcome(email, again.codes[0]!))).toBe("wrong_credentials");
});
