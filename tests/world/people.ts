/** People and what is theirs, inside workerd, as small as they come. */
import { uuidv7 } from "uuidv7";
import type { StoryId, UserId } from "../../app/contract/ids";
import type { ClientInfo, Viewer } from "../../app/domain/accounts/sessions.server";
import { signUp } from "../../app/domain/accounts/accounts.server";
import type { Services } from "../../app/domain/ports";
import { insertUser } from "../../db/queries/accounts";
import { insertStory } from "../../db/queries/stories";
import { newId } from "./ids";
import { db, storyStore } from "./services";
import { start } from "./start";

/** A client that no other test shares an address with. */
export function newClient(): ClientInfo {
  return { userAgent: "Mozilla/5.0 (X11; Linux) Firefox/130.0", address: `203.0.113.${uuidv7()}`, device: null };
}

/** A password that is long enough. */
export const password = "correct horse battery staple";

/** Somebody who signed up with {@link password}. */
export async function newViewer(services: Services): Promise<Viewer & { secret: string }> {
  const input = { email: `${uuidv7()}@example.org`, password, display_name: "A Name" };
  const signedUp = await signUp(services, input, newClient());
  if (signedUp.kind !== "signed_in") throw new Error(`Expected a session, not ${signedUp.kind}.`);
  return signedUp.session;
}

/** A row of a person who never signs in. */
export async function newPerson(): Promise<UserId> {
  const id = newId<UserId>();
  const email = `${id}@example.org`;
  await insertUser(db, { id, email, displayName: "A Name", passwordHash: "none", createdAt: new Date(start) });
  return id;
}

/** A published story without photos. */
export async function newStory(authorId: UserId): Promise<StoryId> {
  const id = newId<StoryId>();
  const at = { createdAt: new Date(start), updatedAt: new Date(start) };
  await insertStory(storyStore, { id, authorId, title: "A day", body: "It happened.", status: "published", ...at });
  return id;
}
