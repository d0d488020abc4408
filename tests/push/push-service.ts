/** A push service on this machine, and browsers that are subscribed to it: they decrypt what comes as a real one does. */
import { createServer, type IncomingMessage, type Server } from "node:http";
import { inject, vi } from "vitest";
import { PushMessage, type NewPushSubscription } from "../../app/contract/push";
import { waitPatienceMs } from "../patience";
import { decryptPush, newUserAgentKeys, subscriptionKeys, verifyVapid, type UserAgentKeys } from "./user-agent";

interface Answer {
  status: number;
  headers?: Record<string, string>;
}

/** A push that a browser was sent: the message, and the headers that are for the service. */
export interface Delivered {
  message: PushMessage;
  topic: string | undefined;
  ttl: number;
}

export interface SubscribedBrowser {
  /** `PushSubscription.toJSON()`. */
  subscription: NewPushSubscription;
  /** Returns all that came, once there are so many. */
  untilDelivered: (count: number) => Promise<Delivered[]>;
  /** Makes the service answer the next requests so: at the end of the list, 201 again. */
  answerNext: (...answers: Answer[]) => void;
  /** Returns how many requests came, refused ones too. */
  requests: () => number;
}

interface Mailbox {
  keys: UserAgentKeys;
  delivered: Delivered[];
  answers: Answer[];
  requests: number;
}

export class LocalPushService {
  readonly origin = `http://127.0.0.1:${inject("pushPort")}`;
  readonly #mailboxes = new Map<string, Mailbox>();
  readonly #server: Server;
  /** The faults of requests: a test expects none. */
  readonly faults: string[] = [];

  /** @param readKey returns the key that the app signs with, in base64url */
  constructor(readKey: () => string) {
    this.#server = createServer((request, response) => {
      void this.#answer(request, readKey()).then(({ status, headers }) => response.writeHead(status, headers).end());
    });
  }

  open(): Promise<void> {
    return new Promise((resolve) => this.#server.listen(inject("pushPort"), "127.0.0.1", resolve));
  }

  close(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  newBrowser(): SubscribedBrowser {
    const path = `/push/${this.#mailboxes.size + 1}`;
    const mailbox: Mailbox = { keys: newUserAgentKeys(), delivered: [], answers: [], requests: 0 };
    this.#mailboxes.set(path, mailbox);
    const arrived = (count: number) => () => {
      if (mailbox.delivered.length < count) throw new Error(`${mailbox.delivered.length} of ${count} messages came.`);
      return mailbox.delivered;
    };
    return {
      subscription: { endpoint: this.origin + path, keys: subscriptionKeys(mailbox.keys) },
      untilDelivered: (count) => vi.waitFor(arrived(count), { timeout: waitPatienceMs }),
      answerNext: (...answers) => void mailbox.answers.push(...answers),
      requests: () => mailbox.requests,
    };
  }

  async #answer(request: IncomingMessage, key: string): Promise<Answer> {
    const mailbox = this.#mailboxes.get(request.url ?? "");
    if (!mailbox) return { status: 404 };
    mailbox.requests += 1;
    const body = await bodyOf(request);
    const answer = mailbox.answers.shift() ?? { status: 201 };
    if (answer.status === 201) this.#deliver(request, { mailbox, body, key });
    return answer;
  }

  #deliver(
    { headers }: IncomingMessage,
    { mailbox, body, key }: { mailbox: Mailbox; body: Buffer; key: string },
  ): void {
    try {
      const { aud } = verifyVapid(headers.authorization ?? "", key);
      if (aud !== this.origin) throw new Error(`It is signed for ${aud}.`);
      if (headers["content-encoding"] !== "aes128gcm") throw new Error("It is not encrypted as RFC 8291 says.");
      const message = PushMessage.parse(JSON.parse(decryptPush(body, mailbox.keys)));
      mailbox.delivered.push({ message, topic: headers.topic?.toString(), ttl: Number(headers.ttl) });
    } catch (error) {
      this.faults.push(String(error));
    }
  }
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
