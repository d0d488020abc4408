/** People who are connected, their conversations on pages, and lines of theirs beside the pages. */
import type { Locator, Page } from "playwright-core";
import { WebSocket } from "ws";
import { bodyOf } from "../../app/client/body-of";
import type { Connection, ConnectionAct } from "../../app/contract/connection";
import type { Story } from "../../app/contract/story";
import { desk, type openWorld, type Person } from "./world";
import { clientOf } from "../api/client";

/** The acts of a world's people in their connections. */
export function chatsIn(world: ReturnType<typeof openWorld>) {
  const share = async (author: Person, image_ids: string[] = []): Promise<Story> =>
    bodyOf(
      await clientOf(author).call("POST /api/stories", {
        body: { title: "The long way home", body: "We walked.", image_ids },
      }),
    );

  const request = async (reader: Person, story_id: string, note = ""): Promise<Connection> =>
    bodyOf(await clientOf(reader).call("POST /api/connections", { body: { story_id, note } }));

  const ask = async (reader: Person, author: Person, note = ""): Promise<Connection> =>
    request(reader, (await share(author)).id, note);

  const act = async (person: Person, id: string, what: ConnectionAct): Promise<Connection> =>
    bodyOf(await clientOf(person).call("POST /api/connections/:id/:act", { params: { id, act: what } }));

  /** An author and a reader who are connected. */
  async function twoConnected(people: Partial<Record<"author" | "reader", Person>> = {}) {
    const { author = await world.newPerson(), reader = await world.newPerson() } = people;
    const { id } = await ask(reader, author);
    await act(author, id, "accept");
    return { author, reader, path: `/connections/${id}`, id };
  }

  async function openChat(person: Person, path: string, viewport = desk): Promise<Page> {
    const page = await world.pageOf(person, { viewport });
    await page.goto(path);
    await page.getByText(/^(Online|Offline)$/).waitFor();
    return page;
  }

  /** A line to a room that no page has. */
  async function openLine(person: Person, id: string): Promise<WebSocket> {
    const line = new WebSocket(`${world.url.replace("http", "ws")}/api/chat/connect/${id}?token=${person.token}`);
    await new Promise((resolve, reject) => line.once("open", resolve).on("error", reject));
    return line;
  }

  /** Sends messages over a socket of its own, and waits until the room has them. */
  async function say(person: Person, id: string, contents: string[]): Promise<void> {
    const line = await openLine(person, id);
    let had = 0;
    const all = new Promise<void>((resolve) => {
      line.on("message", (data) => {
        if (JSON.parse(String(data)).status === "sent" && ++had === contents.length) resolve();
      });
    });
    for (const content of contents) {
      line.send(JSON.stringify({ type: "chat_message", content, client_id: crypto.randomUUID() }));
    }
    await all;
    line.close();
  }

  /** Sends one message with photos over a socket of its own, and waits until the room has it. */
  async function sendPhotos(person: Person, id: string, photos: string[]): Promise<void> {
    const line = await openLine(person, id);
    const sent = new Promise<void>((resolve) => {
      line.on("message", (data) => {
        if (JSON.parse(String(data)).status === "sent") resolve();
      });
    });
    line.send(JSON.stringify({ type: "chat_message", content: "", client_id: crypto.randomUUID(), photos }));
    await sent;
    line.close();
  }

  return { share, request, ask, act, twoConnected, openChat, openLine, say, sendPhotos };
}

export async function write(page: Page, text: string): Promise<void> {
  await page.getByLabel("Your message").fill(text);
  await page.getByRole("button", { name: "Send" }).click();
}

/** Chooses an item of the conversation's menu. */
export async function chooseOfConversation(page: Page, item: string): Promise<void> {
  await page.getByRole("button", { name: "Conversation options" }).click();
  await page.getByRole("menuitem", { name: item }).click();
}

export const log = (page: Page): Locator => page.getByRole("log");

/** Returns the messages shown in the conversation, oldest first. */
export const saidIn = (page: Page): Promise<string[]> => log(page).locator("article span[dir]").allTextContents();
