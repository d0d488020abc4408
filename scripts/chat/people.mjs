/** People and their connections for the chat's soak and the inbox's bench, made over the API as everybody makes them. */
import { apiClientOf, bodyOf, ownNetwork } from "../api-client.mjs";

/**
 * @typedef {{ id: string, token: string, refreshToken: string, signedAt: number }} Person
 * @typedef {{ id: string, people: [Person, Person] }} Room
 * @typedef {import("../../app/contract/chat").Message} Message
 */

/** Milliseconds after which a token is exchanged: it lasts 15 minutes. */
const renewAfterMs = 10 * 60_000;

/** Rooms that are made at the same time. */
const atOnce = 8;

/** @param {string} url @param {string | null} token */
export function clientOf(url, token) {
  return apiClientOf(url, { token, headers: ownNetwork() });
}

/**
 * Makes so many rooms, each with two people of its own.
 * @param {string} url
 * @param {number} count
 */
export async function makeRooms(url, count) {
  /** @type {Room[]} */
  const made = [];
  while (made.length < count) {
    const next = Array.from({ length: Math.min(atOnce, count - made.length) }, (_, i) => made.length + i);
    made.push(...(await Promise.all(next.map((number) => makeRoom(url, number)))));
  }
  return made;
}

/**
 * Two people, a story of one, a request of the other, which is accepted.
 * @param {string} url
 * @param {number} number tells rooms apart
 * @returns {Promise<Room>}
 */
async function makeRoom(url, number) {
  const [author, reader] = await Promise.all([signUp(url, `author-${number}`), signUp(url, `reader-${number}`)]);
  const [asAuthor, asReader] = [clientOf(url, author.token), clientOf(url, reader.token)];
  const body = { body: "A story to talk about.", image_ids: [] };
  const { id: story_id } = bodyOf(await asAuthor.call("POST /api/stories", { body }));
  const { id } = bodyOf(await asReader.call("POST /api/connections", { body: { story_id } }));
  bodyOf(await asAuthor.call("POST /api/connections/:id/:act", { params: { id, act: "accept" } }));
  return { id, people: [author, reader] };
}

/**
 * Returns a token that is valid for some minutes more.
 * @param {string} url
 * @param {Person} person
 */
export async function tokenOf(url, person) {
  if (Date.now() - person.signedAt > renewAfterMs) {
    const body = { refresh_token: person.refreshToken };
    const renewed = bodyOf(await clientOf(url, null).call("POST /api/auth/refresh", { body }));
    Object.assign(person, { token: renewed.token, refreshToken: renewed.refresh_token, signedAt: Date.now() });
  }
  return person.token;
}

/**
 * Returns all messages of a room, oldest first, as a member reads them.
 * @param {string} url
 * @param {Room} room
 */
export async function readHistory(url, { id, people: [member] }) {
  const client = clientOf(url, await tokenOf(url, member));
  /** @type {Message[]} */
  const messages = [];
  /** @type {string | undefined} */
  let cursor;
  do {
    const query = { limit: "100", cursor };
    const params = { connectionId: id };
    const page = bodyOf(await client.call("GET /api/chat/messages/:connectionId", { params, query }));
    messages.unshift(...page.messages);
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
  return messages;
}

/**
 * Makes an account, signed in.
 * @param {string} url
 * @param {string} name of their address too: one that nobody has
 * @returns {Promise<Person>}
 */
export async function signUp(url, name) {
  const body = { email: `${name}@example.org`, password: "a password to soak", display_name: name };
  const signedIn = bodyOf(await clientOf(url, null).call("POST /api/auth/sign-up", { body }));
  if (signedIn === null) throw new Error("The app confirms addresses first: start it without REQUIRE_VERIFIED_EMAIL.");
  return { id: signedIn.user.id, token: signedIn.token, refreshToken: signedIn.refresh_token, signedAt: Date.now() };
}
