/** The demo's seed, interrupted after its requests: the next one completes it. */
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { connectTo, type SeedClient } from "../../db/seed/client.mjs";
import { seed } from "../../db/seed/seed.mjs";
import { bodyOf } from "../../app/client/body-of";
import type { ApiClient } from "../../app/client/api-client";
import { patientFetch } from "../../scripts/patient-fetch.mjs";
import { runs } from "../how-many";
import { clientOf, fromAPlaceOfTheirOwn, photo, url } from "../api/client";

const state = mkdtempSync(join(tmpdir(), "heartfelt-seed-"));
afterAll(() => rmSync(state, { recursive: true, force: true }));

let made = 0;

/** A demo with all that the real one has, of people of its own. */
function smallDemo() {
  made += 1;
  const person = (name: string) => ({
    email: `${name}-${made}-${Date.now()}@example.org`,
    password: "a password of the demo",
    display_name: name,
  });
  const photos = [{ file: "sample1.jpg", alt: "Three friends at a table.", faces: [] }];
  return {
    people: [person("Ana"), person("Ben")],
    stories: [
      { author: 1 as const, title: "Without a photo", body: "It happened.", photos: [] },
      { author: 0 as const, title: "With a photo", body: "It happened, too.", photos },
    ],
    ask: { asker: 0, story: 0, note: "I was there." },
    chat: [
      { by: 1 as const, text: "Were you?" },
      { by: 0 as const, text: "I was." },
    ],
  };
}

class Interrupted extends Error {}

/** A client that loses the answer of its n-th request: the server has acted, and the seed ends without knowing it. */
function losingAnswer(n: number): SeedClient {
  let sent = 0;
  const loseNth = () => {
    if (++sent === n) throw new Interrupted();
  };
  const client = connectTo(url, {
    headers: fromAPlaceOfTheirOwn(),
    fetch: async (target, request) => {
      const answer = await patientFetch(target, request);
      loseNth();
      return answer;
    },
  });
  return { ...client, say: async (...message) => client.say(...message).then(loseNth) };
}

/** Returns the demo's content, as its first person sees it. */
async function shownOf(demo: ReturnType<typeof smallDemo>): Promise<unknown> {
  const ana = await signIn(demo);
  const { stories } = bodyOf(await ana.call("GET /api/stories", { query: { mine: "true" } }));
  const { connections } = bodyOf(await ana.call("GET /api/connections"));
  const pages = await Promise.all(
    connections.map(async ({ id }) =>
      bodyOf(await ana.call("GET /api/chat/messages/:connectionId", { params: { connectionId: id } })),
    ),
  );
  return {
    stories: stories.map(({ title, images }) => [title, images.length]),
    connections: connections.map(({ status, story }) => [story?.title, status]),
    said: pages.map(({ messages }) => messages.map(({ content }) => content)),
  };
}

/** Returns the API as the demo's first person calls it. */
async function signIn({ people: [ana] }: ReturnType<typeof smallDemo>): Promise<ApiClient> {
  const { email, password } = ana!;
  const visitor = clientOf(null, fromAPlaceOfTheirOwn());
  return clientOf(bodyOf(await visitor.call("POST /api/auth/sign-in", { body: { email, password } })));
}

const whole = {
  stories: [["With a photo", 1]],
  connections: [["Without a photo", "accepted"]],
  said: [["Were you?", "I was."]],
};

/** Requests from one interruption to the next. */
const stride = runs({ usual: 3, full: 1 });
const which = stride === 1 ? "any" : "every third";

test(`a seed that was interrupted after ${which} of its requests is completed by the next one, with nothing twice`, async () => {
  for (let n = 1; ; n += stride) {
    const demo = smallDemo();
    const options = { demo, redact: photo };
    const isWhole = await seed(url, { ...options, client: losingAnswer(n) }).then(
      () => true,
      (error: unknown) => {
        if (error instanceof Interrupted) return false;
        throw error;
      },
    );
    await seed(url, { ...options, client: connectTo(url, { headers: fromAPlaceOfTheirOwn() }) });
    expect(await shownOf(demo), `interrupted after request ${n}`).toEqual(whole);
    if (!isWhole) continue;
    expect(n).toBeGreaterThan(10);
    return;
  }
});

test("a demo that was complete once stays as people leave it", async () => {
  const demo = smallDemo();
  const client = connectTo(url, { headers: fromAPlaceOfTheirOwn() });
  const options = { demo, client, redact: photo, stateDirectory: state };
  await seed(url, options);
  expect(existsSync(join(state, "v3/demo-complete"))).toBe(true);
  const ana = await signIn(demo);
  const mine = async () => bodyOf(await ana.call("GET /api/stories", { query: { mine: "true" } })).stories;
  bodyOf(await ana.call("DELETE /api/stories/:id", { params: { id: (await mine())[0]!.id } }));
  await seed(url, options);
  expect(await mine()).toEqual([]);
});
