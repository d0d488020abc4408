/** A client of the JSON API, over HTTP, and the pictures that it sends. */
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { expect, inject } from "vitest";
import { redactPhoto } from "../../db/seed/redacted-photo.mjs";
import { createApiClient, type ApiClient } from "../../app/client/api-client";
import { bodyOf } from "../../app/client/body-of";
import { Problem, type ProblemCode } from "../../app/contract/problem";
import type { SignedIn } from "../../app/contract/account";
import type { UploadedImage } from "../../app/contract/story";
import { makeAccount } from "./accounts-made";
import { expectDescribed } from "./described";
import { patientFetch } from "../../scripts/patient-fetch.mjs";

export const url = inject("appUrl");

const samples = join(dirname(createRequire(import.meta.url).resolve("@vladmandic/face-api/package.json")), "demo");

export interface Person extends SignedIn {
  email: string;
  password: string;
}

let made = 0;

/** Cloudflare says where a request comes from; here each person comes from elsewhere, as the limits expect of people. */
export function fromAPlaceOfTheirOwn(): { "CF-Connecting-IP": string } {
  const part = () => Math.floor(Math.random() * 254) + 1;
  return { "CF-Connecting-IP": `10.${part()}.${part()}.${part()}` };
}

/** Returns somebody new who has signed in. Their account was made without a sign-up, and their password is verified fast. */
export async function newPerson(): Promise<Person> {
  const person = newcomer();
  await makeAccount({ ...person, displayName: person.display_name });
  return signedInAs(person);
}

/** Returns somebody new who has signed up, where that makes another account: mails go out, or addresses are confirmed. */
export async function signUpPerson(): Promise<Person> {
  const person = newcomer();
  const result = await clientOf(null, fromAPlaceOfTheirOwn()).call("POST /api/auth/sign-up", { body: person });
  return { ...signedUp(result), email: person.email, password: person.password };
}

/** Signs in, as an API client does. */
async function signedInAs({ email, password }: { email: string; password: string }): Promise<Person> {
  const body = { email, password };
  const result = await clientOf(null, fromAPlaceOfTheirOwn()).call("POST /api/auth/sign-in", { body });
  return { ...bodyOf(result), ...body };
}

function newcomer() {
  made += 1;
  const email = `api-${process.pid}-${made}-${Date.now()}@example.org`;
  return { email, password: "correct horse battery", display_name: `Person ${made}` };
}

/** Returns who signed up. Fails where the rest goes by mail. */
export function signedUp(result: Parameters<typeof bodyOf<SignedIn | null>>[0]): SignedIn {
  const body = bodyOf(result);
  if (body === null) throw new Error("The sign-up goes on by mail.");
  return body;
}

/** Returns the typed client of somebody, or of a visitor. Each of its answers is held against the API's description. */
export function clientOf(as: Pick<SignedIn, "token"> | null, headers: Record<string, string> = {}): ApiClient {
  return createApiClient({
    baseUrl: url,
    fetch: fetchDescribed,
    headers: { ...(as && { Authorization: `Bearer ${as.token}` }), ...headers },
  });
}

async function fetchDescribed(target: string, init: RequestInit): Promise<Response> {
  const answer = await patientFetch(target, init);
  await expectDescribed(init.method ?? "GET", target.slice(url.length), answer);
  return answer;
}

interface Sent {
  body?: unknown;
  as?: Pick<SignedIn, "token"> | string;
  headers?: Record<string, string>;
}

/** Sends JSON, as somebody or as a visitor. Fails when the answer is none that the API's description tells of. */
export async function send(method: string, path: string, { body, as, headers = {} }: Sent = {}): Promise<Response> {
  const token = typeof as === "string" ? as : as?.token;
  const answer = await patientFetch(url + path, {
    method,
    redirect: "manual",
    headers: {
      ...(body !== undefined && { "Content-Type": "application/json" }),
      ...(token !== undefined && { Authorization: `Bearer ${token}` }),
      ...headers,
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  await expectDescribed(method, path, answer);
  return answer;
}

/** Minutes after which a platform's limit that lets everything through is taken for none. */
const patienceMinutes = 10;

/**
 * Sends until a limit refuses, and returns that answer. The platform counts by the minute of the clock: requests on both
 * sides of a full minute are counted apart, so no number of them is surely one too many.
 */
export async function untilRefused(ask: () => Promise<Response>): Promise<Response> {
  const deadline = Date.now() + patienceMinutes * 60_000;
  for (;;) {
    const answer = await ask();
    if (answer.status === 429) return answer;
    if (Date.now() > deadline) throw new Error("Nothing was refused.");
  }
}

/** The answer is a problem of this status and code, as RFC 9457 has it. */
export async function expectProblem(answer: Response, status: number, code: ProblemCode): Promise<Problem> {
  const text = await answer.text();
  expect([answer.status, text]).toEqual([status, expect.stringContaining(`"${code}"`)]);
  expect(answer.headers.get("Content-Type")).toBe("application/problem+json");
  const problem = Problem.parse(JSON.parse(text));
  expect(problem).toMatchObject({ status, code });
  return problem;
}

/** Faces of the package's third photo of people: boxes in its pixels. */
const faces = [
  [413, 354, 177, 240],
  [839, 418, 187, 227],
  [1473, 197, 203, 239],
];

let redacted: ReturnType<typeof redactPhoto> | undefined;

/** A real photo, its redacted copy, and the regions. Made once. */
export function photo(): ReturnType<typeof redactPhoto> {
  redacted ??= redactPhoto(join(samples, "sample1.jpg"), faces);
  return redacted;
}

interface Upload {
  copy?: Blob | string | null;
  original?: Blob | null;
  regions?: unknown;
  /** An Idempotency-Key. */
  key?: string;
  /** A conversation, for a photo of a message. */
  connection?: string;
  caption?: string;
}

/** Uploads a photo: the real one, but for what is given. */
export async function upload(
  as: Person | null,
  { copy, original = null, regions, key, connection, caption }: Upload = {},
): Promise<Response> {
  const real = await photo();
  const form = new FormData();
  if (copy !== null) form.set("image_blurred", copy ?? real.copy);
  if (original) form.set("image_original", original);
  if (regions !== null)
    form.set("face_coordinates", typeof regions === "string" ? regions : JSON.stringify(regions ?? real.regions));
  if (caption !== undefined) form.set("caption", caption);
  const headers: Record<string, string> = {
    ...(as && { Authorization: `Bearer ${as.token}` }),
    ...(key !== undefined && { "Idempotency-Key": key }),
  };
  const path = connection === undefined ? "/api/stories/upload-image" : `/api/connections/${connection}/photos`;
  const answer = await patientFetch(url + path, { method: "POST", headers, body: form });
  await expectDescribed("POST", path, answer);
  return answer;
}

/** Returns the first cookie that an answer sets, the session, and its attributes, in the order of the alphabet. */
export function cookieParts(answer: Response): string[] {
  return (answer.headers.getSetCookie()[0] ?? "").split("; ").toSorted();
}

/** Uploads a photo as the composer would: the real one, but for what is given. */
export async function uploaded(
  as: Person,
  { copy, original = null, regions, key }: Upload & { copy?: Blob } = {},
): Promise<UploadedImage> {
  const real = await photo();
  const body = {
    image_blurred: fileOf(copy ?? real.copy),
    ...(original && { image_original: fileOf(original) }),
    face_coordinates: JSON.stringify(regions ?? real.regions),
  };
  return bodyOf(
    await clientOf(as).call("POST /api/stories/upload-image", {
      body,
      ...(key !== undefined && { idempotencyKey: key }),
    }),
  );
}

function fileOf(blob: Blob): File {
  return new File([blob], "blob", { type: blob.type });
}
