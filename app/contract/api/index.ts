/**
 * The one table of the API, by area and verb: `api.stories.create`. Routes, clients, the OpenAPI description, the
 * reference page and the tests all follow from it.
 */
import { account } from "./account";
import { auth } from "./auth";
import { chat } from "./chat";
import { connections } from "./connections";
import { inbox } from "./inbox";
import { operations } from "./operations";
import { photos } from "./photos";
import { push } from "./push";
import { safety } from "./safety";
import { stories } from "./stories";
import type { Area, Endpoint } from "../endpoint";

export const api = { auth, account, stories, photos, connections, chat, inbox, push, safety, operations };

const area = (name: string, about: string, rows: Readonly<Record<string, Endpoint>>): Area => ({
  name,
  about,
  endpoints: Object.values(rows),
});

/** The endpoints as the reference groups them. */
export const areas: readonly Area[] = [
  area(
    "Signing in",
    "A bearer token is valid for 15 minutes; a refresh token works once and returns the next pair. Browsers keep the session in a cookie instead.",
    auth,
  ),
  area("Account", "The signed-in account, its passkeys, its export and its deletion.", account),
  area(
    "Stories",
    "Upload the redacted photos first, then publish a story that lists them. A story that the caller may not see answers like one that does not exist.",
    stories,
  ),
  area("Photos", "Each photo is a redacted public copy and, if its author keeps it, a private original.", photos),
  area(
    "Connections",
    "A reader asks to connect, the author decides. A request keeps its id when it becomes a connection. A decline is silent.",
    connections,
  ),
  area(
    "Chat",
    "One WebSocket for each conversation. A message is acknowledged once it is on disk; a resend with the same client_id is recognised; after=<seq> resumes.",
    chat,
  ),
  area(
    "Inbox",
    "What waits for the caller, and what happened: unread messages, requests, originals, moderation, sign-ins. One WebSocket for a whole browser; nobody has to poll.",
    inbox,
  ),
  area(
    "Notifications",
    "Web Push: browsers that are told of what waits while no page is open. Encrypted for each browser; what they say is the person's choice.",
    push,
  ),
  area("Safety", "Reports to staff. The reported person is not notified.", safety),
  area("Operations", "For operators of Heartfelt, and for programs that read this description.", operations),
];

export const allEndpoints: readonly Endpoint[] = areas.flatMap(({ endpoints }) => endpoints);
