/** A forgotten password on a real D1: links that work once, for a time, for one person. The mailer keeps what it is given. */
import { beforeEach, expect, test } from "vitest";
import { signIn } from "../../app/domain/accounts/accounts.server";
import { askForReset, readResetLink, resetPassword } from "../../app/domain/accounts/forgotten-password.server";
import { findViewerBySecret } from "../../app/domain/accounts/sessions.server";
import { tokenIn, withMail } from "../world/mail";
import { newClient, newPerson, newViewer } from "../world/people";
import { servicesAt } from "../world/services";
import { start } from "../world/start";

let clock = start;
const { services: withoutMail, settle, log } = servicesAt(() => clock);
const { services, sent } = withMail(withoutMail);

beforeEach(() => {
  clock = start;
  sent.splice(0);
});

/** Asks for a link, and returns its secret; null when none was mailed. */
async function linkTo(email: string): Promise<string | null> {
  sent.splice(0);
  expect(askForReset(services, email)).toBe(true);
  await settle();
  const [mail] = sent;
  return mail ? tokenIn(mail) : null;
}

const new_password = "a new one that is long";

test("a link sets a password once, ends all sessions and every other link, and tells the owner", async () => {
  const viewer = await newViewer(services);
  await settle();
  const { email } = viewer.account;
  const [first, second] = [await linkTo(email), await linkTo(email)];
  expect(await readResetLink(services, first!)).toBe("good");
  const outcomes = await Promise.all([1, 2].map(() => resetPassword(services, { token: first!, new_password })));
  expect(outcomes.toSorted()).toEqual(["reset", "used"]);
  await settle();
  expect(sent.at(-1)).toMatchObject({ to: email, letter: { kind: "password_was_reset" } });
  expect(await findViewerBySecret(services, viewer.secret)).toBeNull();
  expect(await readResetLink(services, second!)).toBe("used");
  expect(await signIn(services, { email, password: new_password }, newClient())).toMatchObject({ kind: "signed_in" });
});

test("a link is good for half an hour to the millisecond, and made-up ones are unknown", async () => {
  const id = await newPerson();
  const token = await linkTo(`${id}@example.org`);
  clock = start + 30 * 60_000 - 1;
  expect(await readResetLink(services, token!)).toBe("good");
  clock += 1;
  expect(await resetPassword(services, { token: token!, new_password })).toBe("expired");
  expect(await resetPassword(services, { token: "made up", new_password })).toBe("unknown");
});

test("an unknown address gets the same answer and no mail, and an address gets three links an hour", async () => {
  expect(await linkTo("nobody-here@example.org")).toBeNull();
  const id = await newPerson();
  const links = [];
  for (let asked = 0; asked < 4; asked++) links.push(await linkTo(`${id}@example.org`));
  expect(links.map((link) => link !== null)).toEqual([true, true, true, false]);
  clock += 20 * 60_000;
  expect(await linkTo(`${id}@example.org`)).not.toBeNull();
});

test("a mailer that fails is logged without the address, and a server without one says so", async () => {
  const id = await newPerson();
  const failing = { send: () => Promise.resolve({ kind: "failed", reason: "status 500" } as const) };
  askForReset({ ...services, mailer: failing }, `${id}@example.org`);
  await settle();
  expect(log.at(-1)).toEqual({ event: "mail_failed", letter: "reset_password", reason: "status 500" });
  expect(askForReset(withoutMail, `${id}@example.org`)).toBe(false);
});
