/** Whoever wrote something reads it, however far a replica of the database lags; and who may do what is never read late. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { patientFetch } from "../../scripts/patient-fetch.mjs";
import { serveLagging, type LaggingApp } from "./lagging-app";

let app: LaggingApp;

beforeAll(async () => {
  app = await serveLagging();
});

afterAll(() => app.stop());

beforeEach(() => app.catchUp());

let made = 0;
const unique = (word: string) => `${word} ${process.pid} ${(made += 1)}`;

const bookmarkCookie = "heartfelt-bookmark";

/** A browser: its cookies, which its tabs share. */
class Browser {
  readonly cookies = new Map<string, string>();
  /** The header of each cookie that an answer set, by its name. */
  readonly headers = new Map<string, string>();
  private readonly network = `10.${made % 250}.${(made += 1) % 250}.7`;

  async fetch(path: string, request: RequestInit = {}): Promise<Response> {
    const headers = new Headers(request.headers);
    headers.set("Cookie", [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; "));
    headers.set("CF-Connecting-IP", this.network);
    headers.set("Origin", app.url);
    const answer = await patientFetch(app.url + path, { ...request, headers, redirect: "manual" });
    for (const header of answer.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(header) ?? [];
      this.headers.set(name, header);
      if (value === "") this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return answer;
  }

  async read(path: string): Promise<string> {
    const answer = await this.fetch(path);
    return `${answer.status} ${await answer.text()}`;
  }

  async send(path: string, body: unknown, method = "POST"): Promise<Response> {
    const headers = { "Content-Type": "application/json" };
    return this.fetch(path, { method, headers, body: JSON.stringify(body) });
  }

  async signUp(): Promise<this> {
    const body = { email: `${unique("person").replaceAll(" ", "-")}@example.org`, password: "correct horse battery" };
    const answer = await this.send("/api/auth/sign-up", { ...body, display_name: "Ada" });
    expect(answer.status).toBe(201);
    return this;
  }

  /** Publishes a story and returns its address. */
  async publish(title: string): Promise<string> {
    const answer = await this.send("/api/stories", { title, body: "It happened.", image_ids: [] });
    expect(answer.status).toBe(201);
    return `/stories/${((await answer.json()) as { id: string }).id}`;
  }
}

/** A client of the API: a token, and the headers that it sends. */
class Client {
  constructor(private readonly token: string) {}

  static async signUp(): Promise<Client> {
    const browser = new Browser();
    const email = `${unique("client").replaceAll(" ", "-")}@example.org`;
    const answer = await browser.send("/api/auth/sign-up", { email, password: "a long password", display_name: "Bo" });
    return new Client(((await answer.json()) as { token: string }).token);
  }

  fetch(path: string, headers: Record<string, string> = {}, body?: unknown): Promise<Response> {
    return patientFetch(app.url + path, {
      method: body === undefined ? "GET" : "POST",
      headers: { Authorization: `Bearer ${this.token}`, "Content-Type": "application/json", ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  }
}

describe("while the replica lags", () => {
  test("a visitor's feed comes from it alone, without what was just published", async () => {
    const title = unique("Unseen");
    const path = await (await new Browser().signUp()).publish(title);
    await app.places();
    const visitor = new Browser();
    expect(await visitor.read("/")).not.toContain(title);
    expect(await visitor.read(path)).toMatch(/^404 /);
    expect(new Set(await app.places())).toEqual(new Set(["replica"]));
    await app.catchUp();
    expect(await visitor.read("/")).toContain(title);
    expect(await visitor.read(path)).toContain(title);
  });

  test("who published a story sees it in the feed, on its page and among their own, in every tab", async () => {
    const title = unique("Mine");
    const browser = await new Browser().signUp();
    const path = await browser.publish(title);
    for (const page of ["/", path, "/me", "/_root.data", "/api/stories"]) {
      expect([page, await browser.read(page)]).toEqual([page, expect.stringContaining(title)]);
    }
    browser.cookies.delete(bookmarkCookie);
    expect(await browser.read("/")).not.toContain(title);
  });

  test("of two tabs that wrote one after the other each sees what both wrote", async () => {
    const browser = await new Browser().signUp();
    const [first, second] = [unique("First"), unique("Second")];
    await browser.publish(first);
    const afterFirst = browser.cookies.get(bookmarkCookie)!;
    await browser.publish(second);
    expect(browser.cookies.get(bookmarkCookie)! > afterFirst).toBe(true);
    const page = await browser.read("/");
    expect([page.includes(first), page.includes(second)]).toEqual([true, true]);
  });

  test("who signs up, or signs in, is signed in on the next page", async () => {
    const browser = await new Browser().signUp();
    expect(await browser.read("/me")).toMatch(/^200 /);
    browser.cookies.delete(bookmarkCookie);
    expect(await browser.read("/me")).toMatch(/^200 /);
  });

  test("who asks to connect finds the request in their list and on the story, and the author finds it at once", async () => {
    const [author, reader] = [await new Browser().signUp(), await new Browser().signUp()];
    const path = await author.publish(unique("Asked"));
    await app.catchUp();
    const asked = await reader.send("/api/connections", { story_id: path.split("/")[2], note: "I was there" });
    const { id } = (await asked.json()) as { id: string };
    expect(await reader.read("/api/connections")).toContain(id);
    expect(await reader.read(path)).toContain(id);
    expect(await author.read("/api/connections")).toContain(id); // the inbox may have told them before the replica knew
  });

  test("a session that ended opens nothing, with or without a bookmark", async () => {
    const browser = await new Browser().signUp();
    await app.catchUp();
    const stolen = new Map(browser.cookies);
    expect((await browser.send("/api/auth/sign-out", {})).status).toBe(204);
    const thief = new Browser();
    for (const [name, value] of stolen) thief.cookies.set(name, value);
    expect(await thief.read("/me")).toMatch(/^302 /);
    thief.cookies.delete(bookmarkCookie);
    expect(await thief.read("/me")).toMatch(/^302 /);
  });

  test.each([
    ["suspended", "suspended_at"],
    ["deleted", "leaving_at"],
  ])("somebody who was %s is signed out at once", async (_what, column) => {
    const browser = await new Browser().signUp();
    await app.catchUp();
    expect(await browser.read("/me")).toMatch(/^200 /);
    expect(
      await app.runSql([`update users set ${column} = 1 where created_at = (select max(created_at) from users)`]),
    ).toBe("");
    expect(await browser.read("/me")).toMatch(/^302 /);
  });

  test("what decides who may see or do something is read from the primary", async () => {
    const browser = await new Browser().signUp();
    const id = "0198c0de-0000-7000-8000-000000000001";
    for (const path of [
      ...[
        `/images/${id}.jpg`,
        `/images/${id}/480.jpg`,
        `/api/images/${id}/original`,
        "/connections",
        "/inbox",
        "/settings",
      ],
      ...[`/api/chat/messages/${id}`, "/api/account/export", "/api/auth/sessions", "/moderation", "/api/inbox"],
    ]) {
      await app.places();
      await browser.read(path);
      expect([path, (await app.places()).includes("replica")]).toEqual([path, false]);
    }
  });
});

describe("the bookmark of a browser", () => {
  test("is set after a write, for minutes, and no shared cache keeps that answer", async () => {
    const browser = await new Browser().signUp();
    const header = browser.headers.get(bookmarkCookie)!;
    const [value, ...attributes] = header.split("; ");
    expect(value).toMatch(/^heartfelt-bookmark=[0-9a-f-]+\.[\w-]{43}$/);
    expect(attributes.toSorted()).toEqual(["HttpOnly", "Max-Age=300", "Path=/", "SameSite=Lax"]);
    const answer = await browser.send("/api/stories", { title: "x", body: "y", image_ids: [] });
    expect(answer.headers.get("Cache-Control")).toMatch(/^private, no-/);
  });

  test("is not set by a read", async () => {
    const browser = await new Browser().signUp();
    for (const path of ["/", "/me", "/api/stories", "/connections"]) {
      expect((await browser.fetch(path)).headers.getSetCookie()).toEqual([]);
      expect((await new Browser().fetch(path)).headers.getSetCookie()).toEqual([]);
    }
  });

  test("lets the replica answer once it has caught up that far", async () => {
    const title = unique("Nearby");
    const browser = await new Browser().signUp();
    await browser.publish(title);
    await app.catchUp();
    await app.places();
    expect(await browser.read("/")).toContain(title);
    const places = await app.places();
    expect(places.filter((place) => place === "primary")).toHaveLength(1); // who is signed in
    expect(places).toContain("replica");
  });

  test.each([
    ["garbage", "garbage"],
    ["one of D1's words", "first-unconstrained"],
    ["forged", `ffffffff-ffffffff-ffffffff-${"f".repeat(32)}.${"A".repeat(43)}`],
    ["unsigned", `00000001-00000000-00000000-${"0".repeat(32)}`],
    ["oversized", "0".repeat(6_000)],
    ["not text", "%E2%82%AC%00"],
  ])("that is %s is none: the primary answers", async (_what, value) => {
    const title = unique("Forged");
    await (await new Browser().signUp()).publish(title);
    const browser = new Browser();
    browser.cookies.set(bookmarkCookie, value);
    expect(await browser.read("/")).toMatch(/^200 /);
    expect(await browser.read("/")).toContain(title);
  });
});

describe("a client of the API", () => {
  test("reads the primary, until it sends the bookmark that it got", async () => {
    const client = await Client.signUp();
    const written = await client.fetch("/api/stories", {}, { title: unique("Sent"), body: "y", image_ids: [] });
    const { id } = (await written.json()) as { id: string };
    const bookmark = { "Heartfelt-Bookmark": written.headers.get("Heartfelt-Bookmark")! };
    expect(written.headers.getSetCookie()).toEqual([]);
    expect((await client.fetch(`/api/stories/${id}`)).status).toBe(200);
    expect((await client.fetch(`/api/stories/${id}`, bookmark)).status).toBe(200);
    await app.catchUp();
    await app.places();
    await client.fetch(`/api/stories/${id}`);
    expect(await app.places()).not.toContain("replica");
    const read = await client.fetch(`/api/stories/${id}`, bookmark);
    expect(await app.places()).toContain("replica");
    expect(read.headers.get("Heartfelt-Bookmark")).toBe(bookmark["Heartfelt-Bookmark"]);
  });

  test("goes on from what it read before, and sends no bookmark that is an error", async () => {
    const client = await Client.signUp();
    const title = unique("Later");
    await (await new Browser().signUp()).publish(title);
    const read = await client.fetch("/api/stories");
    expect(await read.text()).toContain(title);
    const bookmark = { "Heartfelt-Bookmark": read.headers.get("Heartfelt-Bookmark")! };
    expect(await (await client.fetch("/api/stories", bookmark)).text()).toContain(title);
    for (const bad of [
      "",
      "garbage",
      "first-unconstrained",
      "0".repeat(6_000),
      `ffffffff-ffffffff.${"A".repeat(43)}`,
    ]) {
      const answer = await client.fetch("/api/stories", { "Heartfelt-Bookmark": bad });
      expect([answer.status, (await answer.text()).includes(title)]).toEqual([200, true]);
    }
  });
});
