/** People and their connections for the chat's soak, made over the API as everybody makes them. */

/**
 * @typedef {{ id: string, token: string, refreshToken: string, signedAt: number }} Person
 * @typedef {{ id: string, people: [Person, Person] }} Room
 */

/** Milliseconds after which a token is exchanged: it lasts 15 minutes. */
const renewAfter = 10 * 60_000;

/**
 * Two people, a story of one, an ask by the other, and a yes.
 * @param {string} url
 * @param {number} number tells rooms apart
 * @returns {Promise<Room>}
 */
export async function makeRoom(url, number) {
  const [author, reader] = await Promise.all([signUp(url, `author-${number}`), signUp(url, `reader-${number}`)]);
  const story = await post(url, "/api/stories", { body: "A story to talk about.", image_ids: [] }, author.token);
  const ask = await post(url, "/api/connections", { story_id: story.id }, reader.token);
  await post(url, `/api/connections/${ask.id}/accept`, undefined, author.token);
  return { id: ask.id, people: [author, reader] };
}

/**
 * A token that is good for some minutes more.
 * @param {string} url
 * @param {Person} person
 */
export async function tokenOf(url, person) {
  if (Date.now() - person.signedAt > renewAfter) {
    const renewed = await post(url, "/api/auth/refresh", { refresh_token: person.refreshToken });
    Object.assign(person, { token: renewed.token, refreshToken: renewed.refresh_token, signedAt: Date.now() });
  }
  return person.token;
}

/**
 * All messages of a room, oldest first, as a member reads them.
 * @param {string} url
 * @param {Room} room
 * @returns {Promise<{ id: string, seq: number, sender_id: string, content: string }[]>}
 */
export async function readHistory(url, { id, people: [member] }) {
  const token = await tokenOf(url, member);
  /** @type {{ id: string, seq: number, sender_id: string, content: string }[]} */
  const messages = [];
  for (let cursor = ""; ;) {
    const answer = await fetch(`${url}/api/chat/messages/${id}?limit=100${cursor}`, {
      headers: { Authorization: `Bearer ${token}` },
    });
    if (!answer.ok) throw new Error(`The history of ${id} answered ${answer.status}.`);
    const page = await answer.json();
    messages.unshift(...page.messages);
    if (page.next_cursor === null) return messages;
    cursor = `&cursor=${page.next_cursor}`;
  }
}

/**
 * @param {string} url
 * @param {string} name
 * @returns {Promise<Person>}
 */
async function signUp(url, name) {
  const body = { email: `${name}@example.org`, password: "a password to soak", display_name: name };
  const { user, token, refresh_token: refreshToken } = await post(url, "/api/auth/sign-up", body);
  return { id: user.id, token, refreshToken, signedAt: Date.now() };
}

/**
 * @param {string} url
 * @param {string} path
 * @param {unknown} [body]
 * @param {string} [token]
 */
async function post(url, path, body, token) {
  const answer = await fetch(url + path, {
    method: "POST",
    headers: {
      ...(body !== undefined && { "Content-Type": "application/json" }),
      ...(token !== undefined && { Authorization: `Bearer ${token}` }),
      // Each comes from a place of their own, as the limits expect of people.
      "CF-Connecting-IP": Array.from({ length: 4 }, () => 1 + Math.floor(Math.random() * 254)).join("."),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
  return answer.json();
}
