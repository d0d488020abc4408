/** Changing an address on a real D1: confirmed at the new one, told at the old one, undone from there. */
import { uuidv7 } from "uuidv7";
import { beforeEach, expect, test } from "vitest";
import { signIn, signUp } from "../../app/domain/accounts/accounts.server";
import { askForChange, confirmChange, undoChange } from "../../app/domain/accounts/change-address.server";
import { askForReset, readResetLink } from "../../app/domain/accounts/forgotten-password.server";
import { findViewerBySecret } from "../../app/domain/accounts/sessions.server";
import { confirmAddress, readVerification } from "../../app/domain/accounts/verify-address.server";
import { tokenIn, withMail } from "../world/mail";
import { newClient, newViewer, password } from "../world/people";
import { servicesAt } from "../world/services";
import { start } from "../world/start";

const dayMs = 24 * 60 * 60_000;

let clock = start;
const { services: withoutMail, settle } = servicesAt(() => clock);
const { services, sent } = withMail(withoutMail);

beforeEach(() => {
  clock = start;
  sent.splice(0);
});

const newEmail = () => `${uuidv7()}@example.org`;
type Somebody = Awaited<ReturnType<typeof newViewer>>;

const addressOf = async ({ secret }: Somebody) => (await findViewerBySecret(services, secret))?.account.email;

/** Asks for a change; returns the secret that was mailed to the new address, or null when none was. */
async function askedBy(viewer: Somebody, email: string): Promise<string | null> {
  await settle();
  sent.splice(0);
  expect(await askForChange(services, viewer, { email, password })).toEqual({ kind: "asked" });
  await settle();
  expect(sent.every(({ to, letter }) => to === email && letter.kind === "change_email")).toBe(true);
  return sent[0] ? tokenIn(sent[0]) : null;
}

/** Changes the address; returns the secret of the link that undoes it, as the old one got it. */
async function changed(viewer: Somebody, email: string): Promise<string> {
  const from = await addressOf(viewer);
  expect(await confirmChange(services, (await askedBy(viewer, email))!)).toBe("confirmed");
  await settle();
  expect(sent.at(-1)).toMatchObject({ to: from, letter: { kind: "email_was_changed" } });
  return tokenIn(sent.at(-1)!);
}

test("the new address confirms the change, once, and only with the password it is asked for", async () => {
  const viewer = await newViewer(services);
  const email = newEmail();
  const wrong = { email, password: "not the password" };
  expect(await askForChange(services, viewer, wrong)).toEqual({ kind: "wrong_credentials" });
  const token = (await askedBy(viewer, email))!;
  expect(await addressOf(viewer)).toBe(viewer.account.email);
  expect(await readVerification(services, token)).toEqual({ state: "good", email });
  expect(await undoChange(services, token)).toBe("unknown");
  const outcomes = await Promise.all([1, 2].map(() => confirmAddress(services, token)));
  expect(outcomes.toSorted()).toEqual(["confirmed", "used"]);
  expect(await addressOf(viewer)).toBe(email);
  expect(await signIn(services, { email, password }, newClient())).toMatchObject({ kind: "signed_in" });
  const late = (await askedBy(viewer, newEmail()))!;
  clock += dayMs;
  expect(await confirmAddress(services, late)).toBe("expired");
});

test("an address with an account is asked for alike and gets no mail; one that was taken meanwhile is not given twice", async () => {
  const [viewer, other] = [await newViewer(services), await newViewer(services)];
  expect(await askedBy(viewer, other.account.email)).toBeNull();
  const email = newEmail();
  const token = (await askedBy(viewer, email))!;
  await signUp(services, { email, password }, newClient());
  expect(await confirmChange(services, token)).toBe("used");
  expect(await addressOf(viewer)).toBe(viewer.account.email);
});

test("the old address undoes it for seven days, to the millisecond: all sessions end, and links to the new one are void", async () => {
  const viewer = await newViewer(services);
  const old = viewer.account.email;
  const [email, undo] = [newEmail(), await changed(viewer, newEmail())];
  const pending = (await askedBy(viewer, email))!;
  askForReset(services, (await addressOf(viewer))!);
  await settle();
  const reset = tokenIn(sent.at(-1)!);
  clock = start + 7 * dayMs - 1;
  expect(await undoChange(services, undo)).toBe("undone");
  expect(await findViewerBySecret(services, viewer.secret)).toBeNull();
  expect(await signIn(services, { email: old, password }, newClient())).toMatchObject({ kind: "signed_in" });
  expect([await undoChange(services, undo), await readResetLink(services, reset)]).toEqual(["used", "used"]);
  expect(await confirmChange(services, pending)).toBe("used");
  const other = await newViewer(services);
  const late = await changed(other, newEmail());
  clock += 7 * dayMs;
  expect(await undoChange(services, late)).toBe("expired");
});

test("until then nobody else can take the old address, by signing up or by a change", async () => {
  const viewer = await newViewer(services);
  const old = viewer.account.email;
  await changed(viewer, newEmail());
  expect(await signUp(services, { email: old, password }, newClient())).toEqual({ kind: "email_taken" });
  expect(await askedBy(await newViewer(services), old)).toBeNull();
  clock += 7 * dayMs;
  expect(await signUp(services, { email: old, password }, newClient())).toMatchObject({ kind: "signed_in" });
});

test("of two changes in a row the first can be undone whatever was done with the link of the second", async () => {
  const viewer = await newViewer(services);
  const old = viewer.account.email;
  const thiefs = newEmail();
  const first = await changed(viewer, thiefs);
  clock += 1;
  const second = await changed(viewer, newEmail());
  expect(await undoChange(services, second)).toBe("undone");
  expect(await undoChange(services, first)).toBe("undone");
  expect(await signIn(services, { email: old, password }, newClient())).toMatchObject({ kind: "signed_in" });
  expect(await signIn(services, { email: thiefs, password }, newClient())).toEqual({ kind: "wrong_credentials" });
});
