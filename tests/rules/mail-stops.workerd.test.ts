/** Bounces and complaints on a real D1: what the provider says of an address, and what that stops. */
import { uuidv7 } from "uuidv7";
import { beforeEach, expect, test } from "vitest";
import { sendLetter } from "../../app/domain/accounts/letters.server";
import { readMailStop, takeMailEvent } from "../../app/domain/accounts/mail-stops.server";
import { sweep } from "../../app/domain/maintenance/sweep.server";
import { findMailStop } from "../../db/queries/mail-stops";
import { withMail } from "../world/mail";
import { newViewer } from "../world/people";
import { db, servicesAt } from "../world/services";
import { start } from "../world/start";

const dayMs = 24 * 60 * 60 * 1000;
let clock = start;
const { services: withoutMail, log } = servicesAt(() => clock);
const { services, sent } = withMail(withoutMail);

beforeEach(() => {
  clock = start;
  sent.splice(0);
});

const newAddress = () => `${uuidv7()}@example.org`;
const bounceOf = (to: string, type: string) => ({ type: "email.bounced", data: { to: [to], bounce: { type } } });
const mailTo = (to: string) =>
  sendLetter(services, to, { kind: "password_was_reset", name: "Quiet Heron", path: "/sign-in" });

test("a bounce for good and a complaint stop mails to the address alone, however it is written", async () => {
  const [bounced, complained, other] = [newAddress(), newAddress(), newAddress()];
  await takeMailEvent(services, bounceOf(` ${bounced.toUpperCase()}`, "Permanent"));
  await takeMailEvent(services, { type: "email.complained", data: { to: [complained, complained] } });
  for (const each of [bounced, complained, other]) await mailTo(each);
  expect(sent.map(({ to }) => to)).toEqual([other]);
  expect(log.slice(-2)).toMatchObject([{ reason: "bounced" }, { reason: "complained" }]);
});

test.each([
  ["a bounce that may pass", (to: string) => bounceOf(to, "Transient")],
  ["a bounce of no kind", (to: string) => ({ type: "email.bounced", data: { to: [to] } })],
  ["a mail that arrived", (to: string) => ({ type: "email.delivered", data: { to: [to] } })],
  ["an event of too many addresses", (to: string) => ({ type: "email.complained", data: { to: Array(51).fill(to) } })],
  ["an event without addresses", () => ({ type: "email.complained", data: { to: [] } })],
  ["no event at all", () => null],
])("%s stops nothing", async (_what, eventOf) => {
  const address = newAddress();
  await takeMailEvent(services, eventOf(address));
  expect(await findMailStop(db, address)).toBeNull();
});

test("the person reads why until they have another address, and an address is tried again after 180 days", async () => {
  const viewer = await newViewer(services);
  const { email } = viewer.account;
  expect(await readMailStop(services, viewer)).toBeNull();
  await takeMailEvent(services, { type: "email.complained", data: { to: [email] } });
  expect(await readMailStop(services, viewer)).toBe("complained");
  expect(await readMailStop(services, { ...viewer, account: { ...viewer.account, email: newAddress() } })).toBeNull();
  clock = start + 180 * dayMs - 1;
  await sweep(services);
  expect(await findMailStop(db, email)).toBe("complained");
  clock += 1;
  await sweep(services);
  expect(await findMailStop(db, email)).toBeNull();
});
