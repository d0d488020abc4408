/** Who and what the generated requests are about: one sender for each lane, and people who must notice nothing. */
import { decodeJwt } from "jose";
import { expect } from "vitest";
import { signInAgain } from "../access-matrix/people";
import { photoOf, type PhotoTarget } from "../access-matrix/stories";
import { bodyOf } from "../../app/client/body-of";
import { clientOf, fromAPlaceOfTheirOwn, newPerson, send, type Person } from "../api/client";
import { act, ask, enter, seenBy, storyOf } from "../api/connected";
import type { CallerName } from "./requests";

/** An id that names nothing. */
const absent = "0198c0de-0000-7000-8000-000000000001";

/** Two people in one conversation, with stories and photos. No sender is one of them, so all of theirs must stay. */
export interface Bystanders {
  ben: Person;
  cleo: Person;
  room: string;
  published: string;
  unpublished: string;
  photo: PhotoTarget;
  hiddenPhoto: PhotoTarget;
}

export async function makeBystanders(): Promise<Bystanders> {
  const [ben, cleo] = [await newPerson(), await newPerson()];
  const [photo, hiddenPhoto] = [await photoOf(ben, "kept"), await photoOf(ben, "kept")];
  const published = await storyOf(ben, [photo.id]);
  const unpublished = await storyOf(ben, [hiddenPhoto.id]);
  const hide = { params: { id: unpublished }, body: { status: "unpublished" as const } };
  bodyOf(await clientOf(ben).call("PATCH /api/stories/:id", hide));
  const room = await idOf(await ask(cleo, published, "I was there too."));
  expect((await act(ben, room, "accept")).status).toBe(200);
  const line = await enter(cleo, room);
  line.say("Only for the two of us.", "c1");
  await expect.poll(() => line.frames.some(({ type }) => type === "delivery_confirmation")).toBe(true);
  await line.close();
  // The room's copy reaches D1 a moment later: what is compared afterwards must not be on its way.
  await expect.poll(async () => (await seenBy(ben, room))?.unread, { interval: 200 }).toBe(1);
  return { ben, cleo, room, published, unpublished, photo, hiddenPhoto };
}

/** All that the bystanders have and see, as they see it, but for asks that others may send them. */
export async function seenByBystanders({ ben, cleo, room, photo, hiddenPhoto }: Bystanders): Promise<unknown> {
  const paths = ["/api/stories?mine=true", "/api/auth/me", "/api/connections?limit=50", `/api/chat/messages/${room}`];
  const files = [photo, hiddenPhoto].flatMap(({ id, file }) => [`/api/images/${id}/original`, `/images/${file}`]);
  const seen = [ben, cleo].map(async (stale) => {
    const person = await signInAgain(stale); // a run may be longer than a token lasts
    const texts = await Promise.all(paths.map(async (path) => (await send("GET", path, { as: person })).json()));
    const bytes = files.map(async (path) => {
      const answer = await send("GET", path, { as: person });
      return [answer.status, answer.headers.get("ETag")];
    });
    return [...texts.map((text) => onlyOf(room, text)), ...(await Promise.all(bytes))];
  });
  return Promise.all(seen);
}

/** A page of connections without those that are not the one room. */
function onlyOf(room: string, page: unknown): unknown {
  if (typeof page !== "object" || page === null || !("connections" in page)) return page;
  return (page.connections as { id: string }[]).filter(({ id }) => id === room);
}

/** The person that a lane sends as, and the objects that it sends about. */
export interface Sender {
  person: Person;
  /** The values that names in requests stand for. */
  names: Record<string, string>;
  /** Headers by which each caller says who they are. */
  credentials: Record<CallerName, Record<string, string>>;
}

/** Those to whom the senders of a lane stand in some way. */
export interface Company {
  /** Whom senders ask about `story`, and who agrees. */
  friend: Person;
  story: string;
  /** Who asks senders, and may do so only so often. */
  reader: Person;
  asksLeft: number;
}

export async function newCompany(): Promise<Company> {
  const [friend, reader] = await Promise.all([newPerson(), newPerson()]);
  return { friend, story: await storyOf(friend), reader, asksLeft: 15 };
}

/** A person of a lane, with one of everything: a story, photos, a conversation, an ask that waits for their answer. */
export async function newSender(others: Bystanders, company: Company): Promise<Sender> {
  const person = await newPerson();
  const [kept, free, left] = await Promise.all([photoOf(person, "kept"), photoOf(person, "kept"), signInAgain(person)]);
  const [story, room] = await Promise.all([
    storyOf(person, [kept.id]),
    ask(person, company.story, "I was there too.").then(idOf),
  ]);
  const [accepted, waiting, ended] = await Promise.all([
    act(company.friend, room, "accept"),
    ask(company.reader, story, "Me too.").then(idOf),
    send("POST", "/api/auth/sign-out", { as: left }),
  ]);
  expect([accepted.status, ended.status]).toEqual([200, 204]);
  return withSession(
    person,
    {
      absent,
      "own story": story,
      "OWN STORY": story.toUpperCase(),
      "new story": company.story,
      "other story": others.published,
      "hidden story": others.unpublished,
      "own photo": kept.id,
      "own file": kept.file,
      "free photo": free.id,
      "other photo": others.photo.id,
      "other file": others.photo.file,
      "hidden photo": others.hiddenPhoto.id,
      "hidden file": others.hiddenPhoto.file,
      "own room": room,
      "own ask": waiting,
      "other room": others.room,
      "other session": sessionOf(others.ben),
      "other person": others.ben.user.id,
      me: person.user.id,
      email: person.email,
      password: person.password,
    },
    left.token,
  );
}

/** The sender with the session that their person has now. `signedOut` is a token of a session that has ended. */
async function withSession(person: Person, names: Record<string, string>, signedOut: string): Promise<Sender> {
  const { token, refresh_token } = person;
  const { token: chat } = bodyOf(await clientOf(person).call("POST /api/chat/token"));
  return {
    person,
    names: { ...names, token, "refresh token": refresh_token, "chat token": chat, session: sessionOf(person) },
    credentials: {
      bearer: { Authorization: `Bearer ${token}` },
      cookie: { Cookie: `heartfelt=${refresh_token}` },
      visitor: {},
      "signed out": { Authorization: `Bearer ${signedOut}` },
      "chat token": { Authorization: `Bearer ${chat}` },
      garbage: { Authorization: `Bearer ${token.slice(0, -3)}xxx` },
    },
  };
}

/** The sender in a new session, or null when their account lets nobody in any more. */
export async function signedInAgain({ person, names, credentials }: Sender): Promise<Sender | null> {
  const { email, password } = person;
  const visitor = clientOf(null, fromAPlaceOfTheirOwn());
  const signedIn = await visitor.call("POST /api/auth/sign-in", { body: { email, password } });
  if (signedIn.kind !== "answer") return null;
  const signedOut = credentials["signed out"].Authorization?.replace("Bearer ", "") ?? "";
  return withSession({ ...person, ...signedIn.body }, names, signedOut);
}

function sessionOf({ token }: Person): string {
  return String(decodeJwt(token).sid);
}

async function idOf(answer: Response): Promise<string> {
  expect(answer.status).toBe(201);
  return ((await answer.json()) as { id: string }).id;
}
