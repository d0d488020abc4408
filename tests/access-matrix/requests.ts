/** Asks one cell of the served app. */
import { url } from "../api/client";
import { upgrade } from "../api/connected";
import type { Cell, Section } from "./rules";
import { smallPhoto } from "./stories";
import type { Scene, Target } from "./world";
import { patientFetch } from "../../scripts/patient-fetch.mjs";

/** An answer as its reader can tell it from another: without what differs in any two answers. */
export interface Answer {
  status: number;
  headers: string[];
  body: string;
}

type Body = (target: Target, column: string) => unknown;

/** The body of a route, where it takes one. URLSearchParams are a form; all else is JSON. */
const bodies: Record<string, Body> = {
  "PATCH /api/stories/:id": () => ({ title: "Changed" }),
  "POST /me": ({ id }) => new URLSearchParams({ id, act: "delete" }),
  "POST /api/connections": ({ id }) => ({ story_id: id }),
  "POST /stories/:id": () => new URLSearchParams({ note: "I was there too." }),
  "POST /api/images/:id/view": () => ({ view: "0198c0de-0000-7000-8000-00000000000f" }),
  "POST /api/images/process": ({ id }) => ({ image_id: id }),
  "POST /connections": ({ id }) => new URLSearchParams({ id, act: "unreveal" }),
  "POST /api/chat/messages/mark-delivered": ({ id }) => ({ message_ids: [`${id}.1`] }),
  "POST /api/stories": (_target, column) => (column === "with nothing" ? {} : { body: "It happened." }),
  "POST /api/stories/upload-image": async (_target, column) => (column === "with nothing" ? {} : await uploadForm()),
  "POST /api/connections/:id/photos": () => uploadForm(),
  "POST /api/reports": () => ({}),
  "POST /api/inbox/seen": () => ({}),
  "PATCH /api/chat/conversations/:id": () => ({ pinned: true }),
  "PATCH /api/push": () => ({}),
  "POST /api/push/subscriptions": () => ({}),
  "POST /moderation/:id": () => new URLSearchParams({ act: "dismiss", reason: "Nothing in it." }),
  "POST /api/auth/sign-up": () => ({}),
  "POST /api/auth/sign-in": () => ({}),
  "POST /api/auth/passkeys/options/sign-up": () => ({}),
  "POST /api/auth/passkeys/sign-up": () => ({}),
  "POST /api/auth/passkeys/sign-in": () => ({}),
  "POST /api/account/passkeys": () => ({}),
  "POST /api/account/passkeys/options": () => ({}),
  "PATCH /api/account": () => ({}),
  "DELETE /api/account": () => ({}),
  "POST /api/auth/password": () => ({}),
  "POST /settings": ({ id }) => new URLSearchParams({ act: "end_session", id }),
  "POST /api/auth/forgot-password": () => ({}),
  "POST /api/auth/reset-password": () => ({}),
  "POST /api/auth/change-email": () => ({}),
  "POST /api/auth/undo-email-change": () => ({}),
  "POST /undo-email": () => new URLSearchParams(),
  "POST /api/account/recovery-codes": () => ({}),
  "POST /api/auth/recover": () => ({}),
  "POST /unsubscribe": () => new URLSearchParams(),
  "POST /recover": () => new URLSearchParams(),
  "POST /api/mail/events": () => ({}),
  "POST /api/auth/verify-email": () => ({}),
  "POST /api/auth/finish-sign-up": () => ({}),
  "POST /verify-email": () => new URLSearchParams(),
  "POST /finish-sign-up": () => new URLSearchParams(),
  "POST /forgot-password": () => new URLSearchParams(),
  "POST /reset-password": () => new URLSearchParams(),
  "POST /sign-in": () => new URLSearchParams(),
  "POST /sign-up": () => new URLSearchParams(),
  "POST /theme": () => new URLSearchParams({ theme: "dark" }),
};

/** The query of a route that needs one. */
const queries: Record<string, string> = {
  "GET /api/chat/messages/:connectionId/search": "?q=hello",
  "GET /api/chat/search": "?q=hello",
};

async function uploadForm(): Promise<FormData> {
  const form = new FormData();
  form.set("image_blurred", await smallPhoto());
  form.set("face_coordinates", "[]");
  return form;
}

/** How often a request is sent that changes nothing, when its connection breaks. */
const attempts = 5;

/**
 * `fetch` over connections that are kept, for what changes nothing: a new one for each takes a third of a cell's time. One that
 * the server has just closed loses what is sent on it, which may be sent again.
 */
async function fetchOverKept(target: string, init: RequestInit): Promise<Response> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await fetch(target, init);
    } catch (error) {
      if (attempt === attempts) throw error;
    }
  }
}

/** Sends what a cell says, as its person. */
export async function askCell(section: Section, cell: Cell, { target, credentials }: Scene): Promise<Answer> {
  const file = section.path.includes("/:id/:file") ? "480.jpg" : target.file;
  const named = section.path
    .replace(/:(id|connectionId)\b/, target.id)
    .replace(":file", file)
    .replace(":position", "0");
  const path = named + (queries[`${section.method} ${section.path}`] ?? "");
  if (section.method === "SOCKET") return askSocket(path, credentials.token, target);
  const body = await bodies[`${section.method} ${section.path}`]?.(target, cell.column);
  const isForm = body instanceof URLSearchParams || body instanceof FormData;
  const answer = await (cell.changes ? patientFetch : fetchOverKept)(url + path, {
    method: section.method,
    redirect: "manual",
    headers: { ...credentials.headers, ...(body !== undefined && !isForm && { "Content-Type": "application/json" }) },
    body: body === undefined || isForm ? body : JSON.stringify(body),
  });
  return comparable(answer.status, answer.headers, await answer.text(), target);
}

async function askSocket(path: string, token: string | null, target: Target): Promise<Answer> {
  const upgraded = await upgrade(token === null ? path : `${path}?token=${token}`);
  if (upgraded.kind === "refused") return comparable(upgraded.status, new Headers(), upgraded.body, target);
  await upgraded.line.close();
  return { status: 101, headers: [], body: "" };
}

/** Headers that say when and to whom, not what. */
const passing = new Set(["x-request-id", "date", "content-length", "connection", "keep-alive", "transfer-encoding"]);

function comparable(status: number, headers: Headers, body: string, { id, file, asker }: Target): Answer {
  const inPolicy = /'nonce-([^']+)'/.exec(headers.get("Content-Security-Policy") ?? "")?.[1];
  const nonce = inPolicy ?? /"nonce","([^"]+)"/.exec(body)?.[1];
  const passed: [string | null | undefined, string][] = [
    [headers.get("X-Request-Id") ?? /"request_id":"([^"]+)"/.exec(body)?.[1], "{request}"],
    [nonce, "{nonce}"],
    [file, "{file}"],
    [id, "{id}"],
  ];
  // A page greets who reads it, and knows their account: the asker of this object is not the one of another.
  const greeted = new RegExp(`\\b${asker.user.display_name}\\b`, "g");
  const ownAccount = new RegExp(`(?<=\\baccount\\W+)${asker.user.id}`, "g");
  const general = (text: string) =>
    passed
      .reduce((replaced, [value, name]) => (value ? replaced.replaceAll(value, name) : replaced), text)
      .replace(/"request_id":"[^"]*"/, '"request_id":"{request}"') // a refused socket's headers are not looked at
      .replace(/\br=\d+;t=\d+/g, "{left}") // of a limit: less with each request
      .replace(/\b[0-9a-f]+(-[0-9a-f]+){3}\.[\w-]{43}/, "{bookmark}") // a state of the whole database
      .replace(greeted, "{asker}")
      .replace(ownAccount, "{account}");
  const lasting = [...headers].filter(([name]) => !passing.has(name));
  return { status, headers: lasting.map(([name, value]) => `${name}: ${general(value)}`), body: general(body) };
}
