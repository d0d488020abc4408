/** The demo's seed, interrupted after each of its requests: the next one completes it. */
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { connectTo, type SeedClient } from "../../db/seed/client.mjs";
import { seed } from "../../db/seed/seed.mjs";
import { fromAPlaceOfTheirOwn, photo, send, url } from "../api/client";

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
  const client = connectTo(url, fromAPlaceOfTheirOwn());
  let sent = 0;
  const counted =
    <Given extends unknown[], Answer>(call: (...given: Given) => Promise<Answer>) =>
    async (...given: Given): Promise<Answer> => {
      const answer = await call(...given);
      if (++sent === n) throw new Interrupted();
      return answer;
    };
  return {
    get: counted(client.get),
    post: counted(client.post),
    upload: counted(client.upload),
    say: counted(client.say),
  };
}

/** What stands in the demo, as its first person sees it. */
async function shownOf({ people: [ana] }: ReturnType<typeof smallDemo>): Promise<unknown> {
  const { email, password } = ana!;
  const { token } = (await (
    await send("POST", "/api/auth/sign-in", { body: { email, password }, headers: fromAPlaceOfTheirOwn() })
  ).json()) as {
    token: string;
  };
  const read = async (path: string) => (await send("GET", path, { as: token })).json();
  const { stories } = (await read("/api/stories?mine=true")) as { stories: { title: string; images: unknown[] }[] };
  const { connections } = (await read("/api/connections")) as {
    connections: { id: string; status: string; story: { title: string } }[];
  };
  const histories = connections.map(({ id }) => read(`/api/chat/messages/${id}`));
  const pages = (await Promise.all(histories)) as { messages: { content: string }[] }[];
  return {
    stories: stories.map(({ title, images }) => [title, images.length]),
    connections: connections.map(({ status, story }) => [story.title, status]),
    said: pages.map(({ messages }) => messages.map(({ content }) => content)),
  };
}

const whole = {
  stories: [["With a photo", 1]],
  connections: [["Without a photo", "accepted"]],
  said: [["Were you?", "I was."]],
};

test("a seed that was interrupted after any of its requests is completed by the next one, with nothing twice", async () => {
  for (let n = 1; ; n++) {
    const demo = smallDemo();
    const options = { demo, redact: photo };
    const isWhole = await seed(url, { ...options, client: losingAnswer(n) }).then(
      () => true,
      (error: unknown) => {
        if (error instanceof Interrupted) return false;
        throw error;
      },
    );
    await seed(url, { ...options, client: connectTo(url, fromAPlaceOfTheirOwn()) });
    expect(await shownOf(demo), `interrupted after request ${n}`).toEqual(whole);
    if (!isWhole) continue;
    expect(n).toBeGreaterThan(10);
    return;
  }
});

test("a demo that was complete once stays as people leave it", async () => {
  const demo = smallDemo();
  const client = connectTo(url, fromAPlaceOfTheirOwn());
  const options = { demo, client, redact: photo, stateDirectory: state };
  await seed(url, options);
  expect(existsSync(join(state, "v3/demo-complete"))).toBe(true);
  const { email, password } = demo.people[0]!;
  const signedIn = await send("POST", "/api/auth/sign-in", {
    body: { email, password },
    headers: fromAPlaceOfTheirOwn(),
  });
  const { token } = (await signedIn.json()) as { token: string };
  const mine = async () =>
    ((await (await send("GET", "/api/stories?mine=true", { as: token })).json()) as { stories: { id: string }[] })
      .stories;
  await send("DELETE", `/api/stories/${(await mine())[0]!.id}`, { as: token });
  await seed(url, options);
  expect(await mine()).toEqual([]);
});
