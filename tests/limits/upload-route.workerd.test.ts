/** The upload's route inside workerd, with bodies as no well-meaning client sends them. */
import encodeJpeg, { init as initJpeg } from "@jsquash/jpeg/encode";
import encoderModule from "@jsquash/jpeg/codec/enc/mozjpeg_enc.wasm";
import { env } from "cloudflare:test";
import { uuidv7 } from "uuidv7";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { maxUploadBytes } from "../../app/contract/limits";
import { action } from "../../app/routes/api/stories/upload-image";
import { newViewer } from "../world/people";
import { servicesAt } from "../world/services";
import { start } from "../world/start";
import { piecesOf } from "../world/upload";

const { services } = servicesAt(() => start);
const text = (body: string) => new TextEncoder().encode(body);
const boundary = "the-boundary";

let copy: Uint8Array<ArrayBuffer>;
let token: string;

beforeAll(async () => {
  await initJpeg(encoderModule);
  const data = new Uint8ClampedArray(64 * 48 * 4).fill(160);
  copy = new Uint8Array(await encodeJpeg({ width: 64, height: 48, data, colorSpace: "srgb" as const }));
});

beforeEach(async () => {
  const viewer = await newViewer(services);
  const subject = { userId: viewer.account.id, sessionId: viewer.sessionId };
  token = (await services.tokens.issue(subject, "heartfelt-api")).token;
});

const field = (name: string, content: Uint8Array, fileName?: string) => [
  text(
    `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${fileName === undefined ? "" : `; filename="${fileName}"`}\r\n\r\n`,
  ),
  content,
  text("\r\n"),
];

function bodyOf(...parts: Uint8Array[][]): Uint8Array<ArrayBuffer> {
  const all = [...parts.flat(), text(`--${boundary}--\r\n`)];
  const whole = new Uint8Array(all.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of all) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const regions = () => field("face_coordinates", text("[]"));
const blurred = (bytes = copy) => field("image_blurred", bytes, "copy.jpg");
const original = (bytes = copy) => field("image_original", bytes, "photo.jpg");

/** A stream of bytes, as a network brings it: no length is said. */
function streamOf(pieces: AsyncGenerator<Uint8Array>): ReadableStream {
  return new ReadableStream({
    type: "bytes",
    async pull(controller) {
      const { done, value } = await pieces.next();
      if (done) {
        controller.close();
        controller.byobRequest?.respond(0);
      } else controller.enqueue(value.slice());
    },
  });
}

interface Sent {
  key?: string;
  type?: string;
}

async function post(
  body: BodyInit,
  { key, type }: Sent = {},
): Promise<{ status: number; json: Record<string, unknown>; headers: Headers }> {
  const request = new Request("https://heartfelt.example/api/stories/upload-image", {
    method: "POST",
    body,
    headers: {
      Authorization: `Bearer ${token}`,
      "Content-Type": type ?? `multipart/form-data; boundary=${boundary}`,
      ...(key !== undefined && { "Idempotency-Key": key }),
    },
  });
  const context = { services, nonce: "", requestId: uuidv7(), waitUntil: () => undefined };
  const answer = await action({ request, params: {}, context });
  return { status: answer.status, json: await answer.json(), headers: answer.headers };
}

const keys = async () => (await env.R2_BUCKET.list()).objects.map(({ key }) => key);

describe("an upload is stored", () => {
  test("with its fields in any order", async () => {
    const fields = { regions, blurred, original };
    for (const order of ["regions blurred original", "original regions blurred", "blurred original regions"]) {
      const parts = order.split(" ").map((name) => fields[name as "regions"]());
      expect((await post(bodyOf(...parts))).status, order).toBe(201);
    }
  });

  test("from a body that says no length and comes byte by byte", async () => {
    expect((await post(streamOf(piecesOf(bodyOf(regions(), blurred(), original()), 1)))).status).toBe(201);
  });

  test("with fields that nobody knows beside its own", async () => {
    expect(
      (await post(bodyOf(field("note", text("hello")), regions(), blurred(), field("x", copy, "x.jpg")))).status,
    ).toBe(201);
  });
});

describe("a form is refused", () => {
  test.each([
    ["of 10,000 tiny parts", 400, () => bodyOf(...Array.from({ length: 10_000 }, () => field("a", text("1"))))],
    ["with a bomb of headers", 400, () => bodyOf([text(`--${boundary}\r\nX: ${"a".repeat(1_000_000)}\r\n\r\n1\r\n`)])],
    ["with a field twice", 400, () => bodyOf(regions(), blurred(), blurred())],
    ["that ends in the middle", 400, () => bodyOf(regions(), blurred()).subarray(0, 300)],
    ["without a copy", 422, () => bodyOf(regions())],
    ["without regions", 422, () => bodyOf(blurred())],
    ["with words for a copy", 422, () => bodyOf(regions(), field("image_blurred", text("words")))],
    ["with an empty copy", 422, () => bodyOf(regions(), blurred(new Uint8Array()))],
    ["with an empty original", 422, () => bodyOf(regions(), blurred(), original(new Uint8Array()))],
    ["with a file for regions", 422, () => bodyOf(field("face_coordinates", text("[]"), "a.json"), blurred())],
    [
      "with more text than regions take",
      413,
      () => bodyOf(field("face_coordinates", text(" ".repeat(300_000))), blurred()),
    ],
    ["that is too large", 413, () => bodyOf(regions(), blurred(new Uint8Array(maxUploadBytes)))],
    ["with a copy of more than 5 MB", 422, () => bodyOf(regions(), blurred(new Uint8Array(6 * 1024 * 1024)))],
  ])("%s", async (_what, status, make) => {
    const before = await keys();
    expect((await post(make())).status).toBe(status);
    expect(await keys()).toEqual(before);
  });

  test("whose boundary is missing, or which is none", async () => {
    expect((await post(bodyOf(regions()), { type: "multipart/form-data" })).status).toBe(400);
    expect((await post("{}", { type: "application/json" })).status).toBe(415);
  });

  test("whose connection is cut, and nothing is left of it", async () => {
    const before = await keys();
    async function* cut() {
      yield* piecesOf(bodyOf(regions(), blurred(), original(new Uint8Array(4 * 1024 * 1024))).subarray(0, 3_000_000));
      throw new Error("Network connection lost.");
    }
    expect((await post(streamOf(cut()))).status).toBe(503);
    expect(await keys()).toEqual(before);
  });
});

describe("a key", () => {
  test("gives the same answer to the same form under another boundary, and refuses another form", async () => {
    const first = await post(bodyOf(regions(), blurred(), original()), { key: "one" });
    const form = new FormData();
    form.append("face_coordinates", "[]");
    form.append("image_blurred", new File([copy], "copy.jpg"));
    form.append("image_original", new File([copy], "photo.jpg"));
    const encoded = new Response(form);
    const type = encoded.headers.get("Content-Type") ?? "";
    const again = await post(await encoded.arrayBuffer(), { key: "one", type });
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(again.json).toEqual(first.json);
    expect(again.headers.get("Idempotency-Replayed")).toBe("true");
    expect(await post(bodyOf(regions(), blurred()), { key: "one" })).toMatchObject({
      status: 422,
      json: { code: "key_reused" },
    });
  });

  test("is free again after a refusal, and after a connection that was cut", async () => {
    expect((await post(bodyOf(regions(), blurred(new Uint8Array(9))), { key: "two" })).status).toBe(422);
    async function* cut() {
      yield bodyOf(regions(), blurred()).subarray(0, 200);
      throw new Error("Network connection lost.");
    }
    expect((await post(streamOf(cut()), { key: "two" })).status).toBe(503);
    expect((await post(bodyOf(regions(), blurred()), { key: "two" })).status).toBe(201);
  });

  test("makes one photo, though five come at the same moment", async () => {
    const body = bodyOf(regions(), blurred(), original());
    const answers = await Promise.all(Array.from({ length: 5 }, () => post(body, { key: "at-once" })));
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status !== 201 && status !== 409)).toEqual([]);
    const ids = new Set(answers.filter(({ status }) => status === 201).map(({ json }) => json.image_id));
    expect(ids.size).toBe(1);
  });
});
