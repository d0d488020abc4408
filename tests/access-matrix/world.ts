/** Everything that the cells are asked of: made once, before the first. */
import { decodeJwt } from "jose";
import { waitPatienceMs } from "../patience";
import { expect, vi } from "vitest";
import type { Person } from "../api/client";
import { enter } from "../api/connected";
import { addPasskey, removePasskey } from "../api/holders";
import { listed, runSql } from "../api/rows";
import { askIn, askStates, done, expiring, type Ask } from "./asks";
import {
  badCredentials,
  chatCredentials,
  newPeople,
  signInAgain,
  signOut,
  withCookie,
  withToken,
  type Credentials,
} from "./people";
import type { Cell, Section } from "./rules";
import { makePhotos, storyIn } from "./stories";

/** The object of a cell, and the two people whom it is between. */
export interface Target {
  id: string;
  /** The file of a photo's public copy. */
  file: string;
  asker: Person;
  author: Person;
}

/** An object in a state, and what a person shows who asks for it. */
export interface Scene {
  target: Target;
  credentials: Credentials;
}

export interface World {
  /** The shared objects, by chapter and column. */
  objects: Record<string, Record<string, Partial<Target>>>;
  /** Gets a new token for sockets: one lives a minute, all cells together longer. */
  renewChatToken: () => Promise<void>;
  /** The object that all cells of a column share. */
  sceneOf: (section: Section, cell: Cell) => Scene;
  /** An object of a cell's own, in the same state: each can be had once. */
  ownSceneOf: (section: Section, cell: Cell) => Promise<Scene>;
}

/** An id that names nothing. */
export const absentId = "0198c0de-0000-7000-8000-000000000001";

/** The cast: Ana, and those who stand in some way to her. */
const castNames = [
  "author",
  "stranger",
  "staff",
  "asker",
  "connection",
  "revealed to",
  "unrevealed to",
  "blocked",
  "former connection",
  "blocker",
];

/** Routes after which a session's token or cookie is no good: each cell gets a session of its own. */
const endsSession = new Set(["/api/auth/sign-out", "/api/auth/refresh", "/sign-out"]);

type Cast = Record<string, Person>;

/** Makes the people, Ana's objects, and one more object for each cell that changes its own. */
export async function makeWorld(sections: Section[]): Promise<World> {
  const people = await newPeople(castNames.length);
  const cast: Cast = Object.fromEntries(castNames.map((name, at) => [name, people[at]!]));
  const ana = cast.author!;
  const photos = await makePhotos(ana);
  await Promise.all([...relate(cast, [photos["published, revealed"]!.id, photos["unpublished, revealed"]!.id])]);
  const stories: Record<string, { id: string }> = {};
  for (const state of ["published", "unpublished", "deleted"]) stories[state] = { id: await storyIn(state, ana) };
  const askers = await newPeople(askStates.length);
  const asks = await makeAsks(askers, ana, stories.published!.id);
  await sayIn(asks.accepted!, secretWords);
  const ownAsks = await makeOwnAsks(sections, askers);
  const old = [asks.expired!, ...ownAsks.filter(({ state }) => state === "expired").map(({ made }) => made)];
  const [bad] = await Promise.all([
    badCredentials(ana),
    runSql(
      expiring(listed(old.map(({ id }) => id))),
      `UPDATE users SET role = 'staff' WHERE id = '${cast.staff!.user.id}'`,
    ),
  ]);
  const objects: Record<string, Record<string, Partial<Target>>> = {
    Stories: stories,
    Asking: stories,
    Photos: photos,
    "Asks and connections": asks,
    Sessions: { "signed in": { id: await sessionOf(ana) }, "signed out": { id: await sessionOf(ana, "signed out") } },
    Passkeys: { kept: { id: await passkeyOf(ana) }, removed: { id: await passkeyOf(ana, "removed") } },
  };

  function personOf(persona: string, target: Target): Person {
    if (persona === "author's cookie" || persona === "author") return target.author;
    return persona === "asker" ? target.asker : cast[persona]!;
  }

  function scene(object: Partial<Target>, persona: string): Scene {
    const target = { id: absentId, file: `${absentId}.jpg`, asker: cast.asker!, author: ana, ...object };
    if (bad[persona]) return { target, credentials: bad[persona] };
    const person = personOf(persona, target);
    const isCookie = persona === "author's cookie";
    return { target, credentials: isCookie ? withCookie(person.refresh_token) : withToken(person.token) };
  }

  return {
    objects,
    renewChatToken: async () => {
      bad["chat token"] = await chatCredentials(ana);
    },
    sceneOf: ({ chapter }, { persona, column }) => {
      const object = column === "malformed" ? { id: "no-id", file: "no-file.jpg" } : objects[chapter]?.[column];
      return scene(object ?? {}, persona);
    },
    ownSceneOf: async ({ chapter, path }, { persona, column }) => {
      switch (chapter) {
        case "Stories":
          return scene({ id: await storyIn(column, ana) }, persona);
        case "Asking": {
          const [author] = await newPeople(1);
          return scene({ id: await storyIn(column, author!), author }, persona);
        }
        case "Sessions":
          return scene({ id: await sessionOf(ana) }, persona);
        case "Passkeys":
          return scene({ id: await passkeyOf(ana) }, persona);
        case "Asks and connections": {
          const at = ownAsks.findIndex(({ state }) => state === column);
          const [own] = ownAsks.splice(at, 1);
          return scene(own!.made, persona);
        }
        default: {
          if (!endsSession.has(path)) return scene({}, persona);
          const { target } = scene({}, persona);
          const session = await signInAgain(personOf(persona, target));
          const isCookie = persona === "author's cookie" || path === "/api/auth/refresh";
          return { target, credentials: isCookie ? withCookie(session.refresh_token) : withToken(session.token) };
        }
      }
    },
  };
}

/** The id of one more session of somebody. */
async function sessionOf(person: Person, state: "signed in" | "signed out" = "signed in"): Promise<string> {
  const session = await signInAgain(person);
  if (state === "signed out") await signOut(session);
  return String(decodeJwt(session.token).sid);
}

/** The id of one more passkey of somebody. */
async function passkeyOf(person: Person, state: "kept" | "removed" = "kept"): Promise<string> {
  const { key, answer } = await addPasskey(person);
  expect(answer.status).toBe(201);
  if (state === "removed") expect((await removePasskey(person, key.id)).status).toBe(204);
  return key.id;
}

/** Ana's words to the one with whom she shares the room "accepted". */
export const secretWords = "This is for the two of us.";

/** Sends a message in a room, as the author, and waits until it is stored. */
async function sayIn({ id, author }: Ask, words: string): Promise<void> {
  const line = await enter(author, id);
  line.say(words, "c1");
  // Not by expect.poll, which is for tests alone: the world is made before the first of them.
  const isKept = () => expect(line.frames.some(({ type }) => type === "delivery_confirmation")).toBe(true);
  await vi.waitFor(isKept, { timeout: waitPatienceMs });
  await line.close();
}

/** Brings the cast into their standing to Ana, each with an ask about a story of hers. */
function relate(cast: Cast, shown: string[]): Promise<void>[] {
  const ana = cast.author!;
  const story = storyIn("published", ana);
  const ask = async (name: string, state: string) => askIn(state, cast[name]!, ana, await story);
  const revealed = async (name: string): Promise<Ask> => {
    const made = await ask(name, "accepted");
    await done(ana, made.id, "reveal", { image_ids: shown });
    return made;
  };
  return [
    ask("asker", "asked").then(() => undefined),
    ask("connection", "accepted").then(() => undefined),
    revealed("revealed to").then(() => undefined),
    revealed("unrevealed to").then(({ id }) => done(ana, id, "unreveal")),
    ask("blocked", "asked, author blocks").then(() => undefined),
    revealed("former connection").then(({ id }) => done(ana, id, "block")),
    revealed("blocker").then(({ id }) => done(cast.blocker!, id, "block")),
  ];
}

/** An ask of Ana in each state, each of somebody else. */
async function makeAsks(askers: Person[], ana: Person, story: string): Promise<Record<string, Ask>> {
  const made = askStates.map(async (state, at) => [state, await askIn(state, askers[at]!, ana, story)]);
  return Object.fromEntries(await Promise.all(made));
}

/** An ask for each cell that changes one, each of a pair of its own: the askers, each with some authors more. */
async function makeOwnAsks(sections: Section[], askers: Person[]): Promise<{ state: string; made: Ask }[]> {
  const chapter = sections.filter(({ chapter }) => chapter === "Asks and connections");
  const states = chapter.flatMap(({ cells }) => cells.filter(({ changes }) => changes).map(({ column }) => column));
  const authors = await newPeople(Math.ceil(states.length / askers.length));
  const stories = await Promise.all(authors.map((author) => storyIn("published", author)));
  return Promise.all(
    states.map(async (state, at) => {
      const [asker, author] = [at % askers.length, Math.floor(at / askers.length)];
      return { state, made: await askIn(state, askers[asker]!, authors[author]!, stories[author]!) };
    }),
  );
}
