/** Senders that drip, stall or vanish: they get what they ask for or nothing, and nobody waits for them. */
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { smallPhoto } from "../access-matrix/stories";
import { newPerson, send, upload, type Person } from "../api/client";
import { connected, enter, type Pair } from "../api/connected";
import { host, RawLine } from "./raw-line";

const boundary = "the-boundary";
const open: RawLine[] = [];

function newLine(): RawLine {
  const line = new RawLine();
  open.push(line);
  return line;
}

afterEach(() => open.splice(0).forEach((line) => line.hangUp()));

let jpeg: Buffer;
beforeAll(async () => {
  jpeg = Buffer.from(await (await smallPhoto()).arrayBuffer());
});

function form(): Buffer {
  const field = (name: string) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"`;
  return Buffer.concat([
    Buffer.from(`${field("face_coordinates")}\r\n\r\n[]\r\n${field("image_blurred")}; filename="a.jpg"\r\n\r\n`),
    jpeg,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ]);
}

function uploadHead(as: Person, length: string): string {
  const type = `multipart/form-data; boundary=${boundary}`;
  return [
    "POST /api/stories/upload-image HTTP/1.1",
    `Host: ${host}`,
    `Authorization: Bearer ${as.token}`,
    `Content-Type: ${type}`,
    `${length}\r\n\r\n`,
  ].join("\r\n");
}

const lengthOf = (body: Uint8Array) => `Content-Length: ${body.length}`;

/** Others are served: they read, they sign up, they upload. */
async function expectOthersServed(): Promise<void> {
  expect((await send("GET", "/api/stories")).status).toBe(200);
  expect((await upload(await newPerson(), { copy: await smallPhoto(), regions: [] })).status).toBe(201);
}

describe("an upload", () => {
  test("that comes byte by byte, head and body, is stored", async () => {
    const line = newLine();
    await line.writeByteByByte(uploadHead(await newPerson(), lengthOf(form())));
    await line.writeByteByByte(form());
    expect(await line.status()).toBe(201);
  });

  test("in chunks of one byte is stored", async () => {
    const line = newLine();
    await line.write(uploadHead(await newPerson(), "Transfer-Encoding: chunked"));
    for (const byte of form())
      await line.write(Buffer.concat([Buffer.from("1\r\n"), Buffer.of(byte), Buffer.from("\r\n")]));
    await line.write("0\r\n\r\n");
    expect(await line.status()).toBe(201);
  });

  test("that stalls in twelve places keeps nobody else waiting, and each is stored once it goes on", async () => {
    const people = await Promise.all(Array.from({ length: 12 }, newPerson));
    const body = form();
    const stalled = await Promise.all(
      people.map(async (person, at) => {
        const line = newLine();
        await line.write(uploadHead(person, lengthOf(body)));
        const sent = Math.floor((body.length * at) / people.length);
        await line.write(body.subarray(0, sent));
        return { line, sent };
      }),
    );
    await expectOthersServed();
    for (const { line, sent } of stalled) await line.write(body.subarray(sent));
    expect(await Promise.all(stalled.map(({ line }) => line.status()))).toEqual(people.map(() => 201));
  });

  test("that stalls in its head, or vanishes in its body, keeps nobody waiting", async () => {
    const person = await newPerson();
    const head = uploadHead(person, lengthOf(form()));
    for (let n = 0; n < 30; n++) await newLine().write(head.slice(0, n * 4 + 1));
    for (let n = 0; n < 30; n++) {
      const line = newLine();
      await line.write(head);
      await line.write(form().subarray(0, n * 20));
      line.hangUp();
    }
    await expectOthersServed();
  });

  test("that says more than it sends, and ends, stores nothing", async () => {
    const person = await newPerson();
    const line = newLine();
    await line.write(uploadHead(person, `Content-Length: ${form().length + 1_000}`));
    await line.write(form().subarray(0, -20));
    line.hangUp();
    const answer = await send("GET", "/api/account/export", { as: person });
    expect(Buffer.from(await answer.arrayBuffer()).includes("photos/public/")).toBe(false);
  });
});

/** A client's text frame (RFC 6455, 5.2), masked. */
function frameOf(text: string): Buffer {
  const payload = Buffer.from(text);
  const mask = Buffer.from([7, 11, 13, 17]);
  const masked = payload.map((byte, at) => byte ^ mask[at % 4]!);
  return Buffer.concat([Buffer.from([0x81, 0x80 | 126, payload.length >> 8, payload.length & 255]), mask, masked]);
}

const saying = (content: string, client_id: string) =>
  frameOf(JSON.stringify({ type: "chat_message", content, client_id }));

function handshake({ id, author }: Pair): string {
  return [
    `GET /api/chat/connect/${id}?token=${author.token} HTTP/1.1`,
    `Host: ${host}`,
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
  ].join("\r\n");
}

describe("a socket", () => {
  test("whose handshake and frame come byte by byte carries the message", async () => {
    const pair = await connected();
    const other = await enter(pair.reader, pair.id);
    const line = newLine();
    await line.writeByteByByte(handshake(pair));
    expect(await line.status()).toBe(101);
    await line.writeByteByByte(saying("Slowly.", "slow-1"));
    await expect.poll(() => other.messages().map(({ content }) => content)).toEqual(["Slowly."]);
    await other.close();
  });

  test("that stalls in its handshake or in a frame holds up neither its room nor another", async () => {
    const [pair, others] = [await connected(), await connected()];
    for (let n = 0; n < 20; n++) await newLine().write(handshake(pair).slice(0, -1 - n * 3));
    const stalled = newLine();
    await stalled.write(handshake(pair));
    expect(await stalled.status()).toBe(101);
    const frame = saying("At last.", "slow-2");
    await stalled.write(frame.subarray(0, 10));
    for (const { author, reader, id } of [pair, others]) {
      const [from, to] = [await enter(author, id), await enter(reader, id)];
      from.say("Meanwhile.", "fast-1");
      await expect.poll(() => to.messages().map(({ content }) => content)).toEqual(["Meanwhile."]);
      if (id === pair.id) {
        await stalled.write(frame.subarray(10));
        await expect.poll(() => to.messages().map(({ content }) => content)).toEqual(["Meanwhile.", "At last."]);
      }
      await Promise.all([from.close(), to.close()]);
    }
  });

  test("that sends frames of no meaning is closed, and the room goes on", async () => {
    const pair = await connected();
    const broken = {
      "an unmasked frame": Buffer.from([0x81, 0x02, 0x7b, 0x7d]),
      "a reserved opcode": Buffer.from([0x83, 0x80, 1, 2, 3, 4]),
      "a length beyond all memory": Buffer.from([0x81, 0xff, 0x7f, 255, 255, 255, 255, 255, 255, 255, 1, 2, 3, 4]),
      "a long ping": Buffer.from([0x89, 0xfe, 0, 200, 1, 2, 3, 4, ...Buffer.alloc(200)]),
      "a continuation of nothing": Buffer.from([0x80, 0x80, 1, 2, 3, 4]),
    };
    for (const [what, bytes] of Object.entries(broken)) {
      const line = newLine();
      await line.write(handshake(pair));
      expect(await line.status(), what).toBe(101);
      await line.write(bytes);
    }
    const [from, to] = [await enter(pair.author, pair.id), await enter(pair.reader, pair.id)];
    from.say("Still here.", "after-1");
    await expect.poll(() => to.messages().map(({ content }) => content)).toEqual(["Still here."]);
    await Promise.all([from.close(), to.close()]);
  });
});
