/** One typical call of every route, in an order in which each finds what it needs. */
import type { NewReport } from "../../app/contract/report";
import { newUserAgentKeys, subscriptionKeys } from "../push/user-agent";
import { makeKey, signWith } from "../api/authenticator";
import { fromAPlaceOfTheirOwn, signUpPerson, photo, send, upload, type Person } from "../api/client";
import { ask, asked, enter, storyOf, type Pair } from "../api/connected";
import { newEmail, passkeysOf, signInOptions, signUpOptions, addOptions } from "../api/holders";
import { tokenIn, untilMailed } from "../api/mailbox";
import { runSql } from "../api/rows";
import { newStaff } from "../api/staff";

/** Rows that are there before the calls: enough for a full page of each list. */
export const filled = { stories: 25, messages: 60, connections: 8 } as const;

export interface World {
  author: Person;
  reader: Person;
  staff: Person;
  /** Two people who are connected and have talked, as much as one may in a minute. */
  pair: Pair;
  /** A published story of the author, with a photo whose original is kept. */
  story: string;
  photo: { id: string; file: string };
  /** A report of that photo. */
  report: string;
  /** A report of a message with a photo. */
  messageReport: string;
}

/** Makes the people and what they have. */
export async function makeWorld(): Promise<World> {
  const [author, reader, staff] = [await newVerified(), await newVerified(), await newStaff()];
  // Two authors: one may publish thirty stories an hour.
  for (let made = 0; made < filled.stories; made++) await storyOf(made % 2 === 0 ? reader : author);
  const shown = await uploadedBy(author);
  const story = await storyOf(author, [shown.id]);
  const pair = await asked(author, reader);
  await send("POST", `/api/connections/${pair.id}/accept`, { as: author });
  for (let made = 1; made < filled.connections; made++) await asked(author, await signUpPerson());
  const line = await enter(reader, pair.id);
  const sent = await uploadedBy(reader, pair.id);
  for (let said = 1; said < filled.messages; said++) line.say(`Message ${said}`, `message-${said}`);
  line.socket.send(JSON.stringify({ type: "chat_message", content: "", client_id: "photo", photos: [sent.id] }));
  await untilAcknowledged(line, filled.messages);
  await line.close();
  const message = `${pair.id}.${filled.messages}`;
  const report = await reportOf(reader, { kind: "photo", id: shown.id });
  const messageReport = await reportOf(author, { kind: "message", id: message });
  await makeLongStanding(author);
  return { author, reader, staff, pair, story, photo: shown, report, messageReport };
}

/** A person whose address is confirmed: the app under test sends mail. */
async function newVerified(): Promise<Person> {
  const person = await signUpPerson();
  await verify(person);
  return person;
}

async function verify({ email }: Person): Promise<Response> {
  const [mail] = await untilMailed(email, 1);
  return send("POST", "/api/auth/verify-email", { body: { token: tokenIn(mail!) } });
}

/** Dates a sign-up a day back: a sign-in within its first minute is no news, which costs less than any other. */
function makeLongStanding({ user: { id } }: Person): Promise<void> {
  return runSql(`UPDATE users SET created_at = created_at - 86400000 WHERE id = '${id}'`);
}

/** `connection`: for a photo of a message. */
async function uploadedBy(author: Person, connection?: string): Promise<World["photo"]> {
  const { original } = await photo();
  const answer = await upload(author, { original, ...(connection !== undefined && { connection }) });
  if (!answer.ok) throw new Error(`The upload answered ${answer.status}: ${await answer.text()}`);
  const { image_id, blurred_url } = (await answer.json()) as { image_id: string; blurred_url: string };
  return { id: image_id, file: blurred_url.replace("/images/", "") };
}

async function untilAcknowledged(line: Awaited<ReturnType<typeof enter>>, count: number): Promise<void> {
  const acknowledged = () => line.frames.filter(({ type }) => type === "delivery_confirmation").length;
  const refused = () => line.frames.find(({ type }) => type === "error");
  while (acknowledged() < count) {
    if (refused()) throw new Error(`The room answered ${JSON.stringify(refused())}`);
    await new Promise((resolve) => line.socket.once("message", resolve));
  }
}

async function reportOf(reporter: Person, subject: { kind: "photo" | "message"; id: string }): Promise<string> {
  const body = { subject, reason: "other" } as NewReport;
  return ((await (await send("POST", "/api/reports", { as: reporter, body })).json()) as { id: string }).id;
}

const wrong = { email: "nobody@example.org", password: "not a password of anybody" };

/** Sends a call and returns its answer. */
export type Call = (world: World) => Promise<Response>;

const get =
  (path: string | ((world: World) => string), as?: "author" | "reader" | "staff"): Call =>
  (world) =>
    send("GET", typeof path === "string" ? path : path(world), { as: as && world[as] });

/** By method and path, as the contract writes them; those that change something come last. */
export const calls: Record<string, Call> = {
  "GET /api/health": get("/api/health?deep"),
  "GET /api/openapi.json": get("/api/openapi.json"),
  "GET /api/stories": get("/api/stories?limit=20", "reader"),
  "GET /api/stories/:id": get(({ story }) => `/api/stories/${story}`, "reader"),
  "GET /images/:file": get(({ photo: { file } }) => `/images/${file}`),
  "GET /images/:id/:file": get(({ photo: { id } }) => `/images/${id}/480.jpg`),
  "GET /api/images/:id/original": get(({ photo: { id } }) => `/api/images/${id}/original`, "author"),
  "GET /api/auth/me": get("/api/auth/me", "author"),
  "GET /api/auth/sessions": get("/api/auth/sessions", "author"),
  "GET /api/account/passkeys": get("/api/account/passkeys", "author"),
  "GET /api/account/export": get("/api/account/export", "author"),
  "GET /api/connections": get("/api/connections", "author"),
  "GET /api/chat/messages/:connectionId": get(({ pair }) => `/api/chat/messages/${pair.id}?limit=50`, "author"),
  "GET /api/chat/messages/:connectionId/search": get(
    ({ pair }) => `/api/chat/messages/${pair.id}/search?q=message`,
    "author",
  ),
  "GET /api/chat/conversations": get("/api/chat/conversations", "author"),
  "PATCH /api/chat/conversations/:id": ({ author, pair }) =>
    send("PATCH", `/api/chat/conversations/${pair.id}`, { as: author, body: { pinned: true } }),
  "GET /api/chat/search": get("/api/chat/search?q=message", "author"),
  "GET /api/chat/unread-counts": get("/api/chat/unread-counts", "author"),
  "GET /api/inbox": get("/api/inbox", "author"),
  "GET /api/moderation/:id/photos/:position": get(
    ({ messageReport }) => `/api/moderation/${messageReport}/photos/0`,
    "staff",
  ),
  "GET /api/moderation/:id/photo": get(({ report }) => `/api/moderation/${report}/photo`, "staff"),
  "POST /api/chat/token": ({ author }) => send("POST", "/api/chat/token", { as: author }),
  "POST /api/inbox/token": ({ author }) => send("POST", "/api/inbox/token", { as: author }),
  "POST /api/inbox/seen": ({ author }) => send("POST", "/api/inbox/seen", { as: author, body: { ids: [] } }),
  "GET /api/push": get("/api/push", "author"),
  "PATCH /api/push": ({ author }) => send("PATCH", "/api/push", { as: author, body: {} }),
  "POST /api/push/subscriptions": ({ author }) =>
    send("POST", "/api/push/subscriptions", {
      as: author,
      body: { endpoint: "https://push.heartfelt.app/1", keys: subscriptionKeys(newUserAgentKeys()) },
    }),
  "DELETE /api/push/subscriptions/:id": ({ author, pair }) =>
    send("DELETE", `/api/push/subscriptions/${pair.id}`, { as: author }),
  "POST /api/push/mutes/:id": ({ author, pair }) => send("POST", `/api/push/mutes/${pair.id}`, { as: author }),
  "DELETE /api/push/mutes/:id": ({ author, pair }) => send("DELETE", `/api/push/mutes/${pair.id}`, { as: author }),
  "POST /api/chat/messages/mark-delivered": ({ author, pair }) =>
    send("POST", "/api/chat/messages/mark-delivered", { as: author, body: { message_ids: [`${pair.id}.1`] } }),
  "POST /api/auth/sign-up": () =>
    send("POST", "/api/auth/sign-up", {
      body: { email: newEmail(), password: "correct horse battery" },
      headers: fromAPlaceOfTheirOwn(),
    }),
  "POST /api/auth/sign-in": () => send("POST", "/api/auth/sign-in", { body: wrong, headers: fromAPlaceOfTheirOwn() }),
  "POST /api/auth/passkeys/options/sign-up": () =>
    send("POST", "/api/auth/passkeys/options/sign-up", {
      body: { email: newEmail() },
      headers: fromAPlaceOfTheirOwn(),
    }),
  "POST /api/auth/passkeys/sign-up": async () => {
    const email = newEmail();
    const { credential } = makeKey(await signUpOptions(email));
    return send("POST", "/api/auth/passkeys/sign-up", { body: { email, credential }, headers: fromAPlaceOfTheirOwn() });
  },
  "POST /api/auth/passkeys/options/sign-in": () =>
    send("POST", "/api/auth/passkeys/options/sign-in", { headers: fromAPlaceOfTheirOwn() }),
  "POST /api/auth/passkeys/sign-in": async ({ author }) => {
    const { key } = await keyOf(author);
    const { challenge } = await signInOptions();
    const body = { credential: signWith(key, challenge, {}) };
    return send("POST", "/api/auth/passkeys/sign-in", { body, headers: fromAPlaceOfTheirOwn() });
  },
  "POST /api/account/passkeys/options": ({ author }) =>
    send("POST", "/api/account/passkeys/options", { as: author, body: { password: author.password } }),
  "POST /api/account/passkeys": async ({ author }) => (await keyOf(author)).answer,
  "DELETE /api/account/passkeys/:id": async ({ author }) => {
    const [first] = await passkeysOf(author);
    return send("DELETE", `/api/account/passkeys/${first?.id}`, { as: author });
  },
  "POST /api/auth/refresh": async () => {
    const { refresh_token } = await signUpPerson();
    return send("POST", "/api/auth/refresh", { body: { refresh_token } });
  },
  "POST /api/auth/sign-out": async () => send("POST", "/api/auth/sign-out", { as: await signUpPerson() }),
  "POST /api/auth/password": ({ reader }) =>
    send("POST", "/api/auth/password", {
      as: reader,
      body: { current_password: reader.password, new_password: "another horse battery" },
    }),
  "POST /api/auth/forgot-password": ({ author: { email } }) =>
    send("POST", "/api/auth/forgot-password", { body: { email }, headers: fromAPlaceOfTheirOwn() }),
  "POST /api/auth/reset-password": async () => {
    const { email } = await signUpPerson();
    await send("POST", "/api/auth/forgot-password", { body: { email }, headers: fromAPlaceOfTheirOwn() });
    const mails = await untilMailed(email, 2);
    const body = { token: tokenIn(mails[1]!), new_password: "another horse battery" };
    return send("POST", "/api/auth/reset-password", { body, headers: fromAPlaceOfTheirOwn() });
  },
  "POST /api/auth/verify-email": async () => verify(await signUpPerson()),
  "POST /api/auth/verify-email/send": async () =>
    send("POST", "/api/auth/verify-email/send", { as: await signUpPerson() }),
  "POST /api/auth/change-email": async ({ author: { password }, author }) =>
    send("POST", "/api/auth/change-email", { as: author, body: { email: newEmail(), password } }),
  "POST /api/auth/undo-email-change": () => send("POST", "/api/auth/undo-email-change", { body: { token: "made up" } }),
  "POST /api/auth/recover": () =>
    send("POST", "/api/auth/recover", { body: { email: wrong.email, code: "aaaa" }, headers: fromAPlaceOfTheirOwn() }),
  "POST /api/account/recovery-codes": async ({ author: { password }, author }) =>
    send("POST", "/api/account/recovery-codes", { as: author, body: { password } }),
  "POST /api/mail/events": () => send("POST", "/api/mail/events", { body: { type: "email.complained" } }),
  "POST /api/auth/finish-sign-up": () =>
    send("POST", "/api/auth/finish-sign-up", { body: { token: "made up", password: "a" } }),
  "DELETE /api/auth/sessions/:id": async ({ author }) => {
    const { email, password } = author;
    await send("POST", "/api/auth/sign-in", { body: { email, password }, headers: fromAPlaceOfTheirOwn() });
    const listed = await send("GET", "/api/auth/sessions", { as: author });
    const { sessions } = (await listed.json()) as { sessions: { id: string; is_current: boolean }[] };
    const other = sessions.find(({ is_current }) => !is_current);
    return send("DELETE", `/api/auth/sessions/${other?.id}`, { as: author });
  },
  "POST /api/account/export/job": ({ author }) => send("POST", "/api/account/export/job", { as: author }),
  "GET /api/account/export/job": get("/api/account/export/job", "author"),
  "DELETE /api/account/export/job": ({ author }) => send("DELETE", "/api/account/export/job", { as: author }),
  "PATCH /api/account": ({ author }) =>
    send("PATCH", "/api/account", { as: author, body: { display_name: "Quiet Heron" } }),
  "POST /api/stories/upload-image": async ({ author }) => upload(author, { original: (await photo()).original }),
  "POST /api/connections/:id/photos": async ({ author, pair }) =>
    upload(author, { original: (await photo()).original, connection: pair.id, caption: "At the lake" }),
  "POST /api/images/process": ({ author, photo: { id } }) =>
    send("POST", "/api/images/process", { as: author, body: { image_id: id } }),
  "POST /api/images/:id/view": async ({ author, reader, pair, photo: { id } }) => {
    const body = { image_ids: [id], terms: "view_once" };
    await send("POST", `/api/connections/${pair.id}/reveal`, { as: author, body });
    return send("POST", `/api/images/${id}/view`, { as: reader, body: { view: crypto.randomUUID() } });
  },
  "DELETE /api/images/:id/view": ({ reader, photo: { id } }) =>
    send("DELETE", `/api/images/${id}/view`, { as: reader }),
  "POST /api/stories": async ({ author }) => {
    const { id } = await uploadedBy(author);
    // As the composer does: it shows what was found before it publishes.
    await send("POST", "/api/images/process", { as: author, body: { image_id: id } });
    return send("POST", "/api/stories", {
      as: author,
      body: { title: "A day", body: "It happened.", image_ids: [id] },
    });
  },
  "PATCH /api/stories/:id": ({ author, story }) =>
    send("PATCH", `/api/stories/${story}`, { as: author, body: { title: "Another day" } }),
  "POST /api/reports": async ({ reader, author }) => {
    const body = { subject: { kind: "story", id: await storyOf(author) }, reason: "spam" };
    return send("POST", "/api/reports", { as: reader, body });
  },
  "POST /api/connections": async ({ story }) => ask(await newVerified(), story, "I was there too."),
  "POST /api/connections/:id/:act": ({ author, pair, photo: { id } }) =>
    send("POST", `/api/connections/${pair.id}/reveal`, { as: author, body: { image_ids: [id] } }),
  "DELETE /api/stories/:id": ({ author, story }) => send("DELETE", `/api/stories/${story}`, { as: author }),
  "DELETE /api/account": async () => {
    const person = await signUpPerson();
    return send("DELETE", "/api/account", { as: person, body: { password: person.password } });
  },
  "POST /api/account/keep": ({ author }) => send("POST", "/api/account/keep", { as: author }),
};

async function keyOf(person: Person) {
  const { key, credential } = makeKey(await addOptions(person));
  return { key, answer: await send("POST", "/api/account/passkeys", { as: person, body: { credential } }) };
}

/** Pages, which are answered by the same worker. By their path in app/routes.ts. */
export const pages: Record<string, (world: World) => string> = {
  "/": () => "/",
  "/stories/:id": ({ story }) => `/stories/${story}`,
  "/me": () => "/me",
  "/connections": () => "/connections",
  "/connections/:id": ({ pair }) => `/connections/${pair.id}`,
  "/settings": () => "/settings",
};
