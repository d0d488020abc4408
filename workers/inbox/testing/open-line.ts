/** For tests in workerd: a browser's line to the real inbox. */
import { env } from "cloudflare:test";
import { uuidv7 } from "uuidv7";
import { InboxFrame } from "../../../app/contract/inbox";
import type { UserId } from "../../../app/contract/ids";

/** Opens a line, and keeps the frames that it received, in order, and the code it was closed with. */
export async function openLine(user: UserId, token = uuidv7(), session = uuidv7()) {
  await env.DB.prepare("INSERT OR IGNORE INTO sessions (id, user_id, created_at, expires_at) VALUES (?, ?, 0, ?)")
    .bind(session, user, Date.now() + 60_000)
    .run();
  const expires = String(Date.now() + 60_000);
  const entrance = new URLSearchParams({ user, session, expires, token, token_expires: expires });
  const answer = await env.INBOX.getByName(user).fetch(`https://inbox.internal/?${entrance}`, {
    headers: { Upgrade: "websocket" },
  });
  const line = { status: answer.status, frames: [] as InboxFrame[], closed: 0, socket: answer.webSocket };
  answer.webSocket?.addEventListener("message", ({ data }) => {
    line.frames.push(InboxFrame.parse(JSON.parse(String(data))));
  });
  answer.webSocket?.addEventListener("close", ({ code }) => {
    line.closed = code;
  });
  answer.webSocket?.accept();
  return line;
}
