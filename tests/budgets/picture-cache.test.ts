/**
 * Public pictures from the cache of the data centre, in workerd with its cache: what they cost, and that nothing is in it
 * which a visitor may not see.
 */
import { describe, expect, test } from "vitest";
import { signUpPerson, photo, send, uploaded, url, type Person } from "../api/client";
import { storyOf } from "../api/connected";
import { newStaff } from "../api/staff";
import { patientFetch } from "../../scripts/patient-fetch.mjs";
import { costsHeader, type Costs } from "./costs";

const cookieOf = ({ refresh_token }: Person): Record<string, string> => ({ Cookie: `heartfelt=${refresh_token}` });

const free = { statements: 0, tripsInRow: 0, r2Calls: 0, objectCalls: 0 };

function costsOf(answer: Response): Costs {
  return JSON.parse(answer.headers.get(costsHeader) ?? "null") as Costs;
}

const tokenOf = (token: string): Record<string, string> => ({ Authorization: `Bearer ${token}` });

function view(path: string, headers: Record<string, string> = {}, method = "GET"): Promise<Response> {
  return patientFetch(url + path, { method, headers });
}

/** The addresses of a photo's three files. */
const filesOf = ({ image_id: id, blurred_url }: { image_id: string; blurred_url: string }) => [
  ...[blurred_url, `/images/${id}/960.jpg`, `/images/${id}/480.jpg`],
];

async function published(author: Person) {
  const made = await uploaded(author);
  return { story: await storyOf(author, [made.image_id]), files: filesOf(made) };
}

/** Returns the photos of a new story. */
async function publishedWith(count: number) {
  const author = await signUpPerson();
  const photos = await Promise.all(Array.from({ length: count }, () => uploaded(author)));
  await storyOf(
    author,
    photos.map(({ image_id }) => image_id),
  );
  return photos;
}

/** Lets the cache have files, and sees that it has. */
async function cached(files: readonly string[]): Promise<void> {
  for (const file of files) {
    await (await view(file)).arrayBuffer();
    const again = await view(file);
    expect([file, again.status, costsOf(again)]).toEqual([file, 200, expect.objectContaining(free)]);
  }
}

async function expectGone(files: readonly string[]): Promise<void> {
  for (const file of files) expect([file, (await view(file)).status]).toEqual([file, 404]);
}

describe("a visitor's second view of a picture", () => {
  test("costs no statement of D1 and no call of R2, for a feed of fifteen photos", async () => {
    const stories = await Promise.all(Array.from({ length: 3 }, () => publishedWith(5)));
    const photos = stories.flat();
    for (const each of photos) await (await view(filesOf(each)[1]!)).arrayBuffer();
    const costs = await Promise.all(photos.map(async (each) => costsOf(await view(filesOf(each)[1]!))));
    const sum = (name: keyof Costs) => costs.reduce((total, each) => total + each[name], 0);
    expect([sum("statements"), sum("r2Calls"), sum("rowsRead")]).toEqual([0, 0, 0]);
  });

  test("has the same bytes and headers, whatever the address's query, for what remains of five minutes", async () => {
    const { files } = await published(await signUpPerson());
    for (const file of files) {
      const first = await view(file);
      const second = await view(`${file}?again`);
      expect(costsOf(second)).toMatchObject(free);
      expect(new Uint8Array(await second.arrayBuffer())).toEqual(new Uint8Array(await first.arrayBuffer()));
      for (const name of ["Content-Type", "Content-Length", "ETag", "Accept-Ranges", "Vary", "Heartfelt-Keep"]) {
        expect([name, second.headers.get(name)]).toEqual([name, first.headers.get(name)]);
      }
      expect(second.headers.get("Age")).toBeNull();
      expect(second.headers.get("CDN-Cache-Control")).toBe("no-store");
      const [, seconds] = /^public, max-age=(\d+)$/.exec(second.headers.get("Cache-Control") ?? "") ?? [];
      expect(Number(seconds)).toBeLessThanOrEqual(300);
      expect(Number(seconds)).toBeGreaterThan(0);
    }
  });

  test("answers a range, an ETag and HEAD as the first does", async () => {
    const { files } = await published(await signUpPerson());
    const [file = ""] = files;
    await cached([file]);
    const whole = new Uint8Array(await (await view(file)).arrayBuffer());
    const etag = (await view(file)).headers.get("ETag")!;
    const part = await view(file, { Range: "bytes=10-29" });
    expect([part.status, part.headers.get("Content-Range")]).toEqual([206, `bytes 10-29/${whole.length}`]);
    expect(new Uint8Array(await part.arrayBuffer())).toEqual(whole.slice(10, 30));
    const end = await view(file, { Range: "bytes=-5" });
    expect([end.status, new Uint8Array(await end.arrayBuffer())]).toEqual([206, whole.slice(-5)]);
    const known = await view(file, { "If-None-Match": etag });
    expect([known.status, await known.text()]).toEqual([304, ""]);
    const head = await view(file, {}, "HEAD");
    expect([head.status, head.headers.get("Content-Length")]).toEqual([200, String(whole.length)]);
    for (const answer of [part, end, known, head]) expect(costsOf(answer)).toMatchObject(free);
  });

  test("finds nothing that only a part, an ETag's answer or HEAD came of", async () => {
    const { files } = await published(await signUpPerson());
    for (const file of files) {
      const etag = (await view(file, {}, "HEAD")).headers.get("ETag")!;
      await (await view(file, { Range: "bytes=0-9" })).arrayBuffer();
      await view(file, { "If-None-Match": etag });
      expect(costsOf(await view(file)).statements).toBe(1);
    }
  });
});

describe("a picture that the cache has is gone at once, in all widths, when", () => {
  test.each<[string, (story: string, as: Person) => Promise<Response>]>([
    [
      "its story is unpublished",
      (story, as) => send("PATCH", `/api/stories/${story}`, { as, body: { status: "unpublished" } }),
    ],
    ["its story is deleted", (story, as) => send("DELETE", `/api/stories/${story}`, { as })],
    [
      "it is taken out of its story",
      (story, as) => send("PATCH", `/api/stories/${story}`, { as, body: { image_ids: [] } }),
    ],
    ["its author leaves", (_story, as) => send("DELETE", "/api/account", { as, body: { password: as.password } })],
  ])("%s", async (_when, end) => {
    const author = await signUpPerson();
    const { story, files } = await published(author);
    await cached(files);
    expect((await end(story, author)).status).toBeLessThan(300);
    await expectGone(files);
    await expectGone(files);
  });

  test.each(["hold", "suspend"])("staff %s", async (act) => {
    const [author, reader, staff] = [await signUpPerson(), await signUpPerson(), await newStaff()];
    const { story, files } = await published(author);
    await cached(files);
    const body = { subject: { kind: "story", id: story }, reason: "other", note: "Look." };
    const { id } = (await (await send("POST", "/api/reports", { as: reader, body })).json()) as { id: string };
    const form = new URLSearchParams({ act, reason: "Seen." });
    const headers = { ...cookieOf(staff), Origin: url, "Sec-Fetch-Site": "same-origin" };
    const acted = await patientFetch(`${url}/moderation/${id}`, {
      method: "POST",
      body: form,
      headers,
      redirect: "manual",
    });
    expect(acted.status).toBeLessThan(400);
    await expectGone(files);
  });

  test("its story is published again it is shown again", async () => {
    const author = await signUpPerson();
    const { story, files } = await published(author);
    await cached(files);
    await send("PATCH", `/api/stories/${story}`, { as: author, body: { status: "unpublished" } });
    await expectGone(files);
    await send("PATCH", `/api/stories/${story}`, { as: author, body: { status: "published" } });
    for (const file of files) expect([file, (await view(file)).status]).toEqual([file, 200]);
  });
});

describe("never in the cache is", () => {
  test("what somebody signed in was shown, or a token that is bad; and they are shown nothing from it", async () => {
    const [author, reader] = [await signUpPerson(), await signUpPerson()];
    const { files } = await published(author);
    for (const file of files) {
      const stale = { ...reader, refresh_token: "stale" };
      for (const headers of [cookieOf(reader), cookieOf(stale), tokenOf(reader.token), tokenOf("bad")]) {
        await (await view(file, headers)).arrayBuffer();
      }
      expect(costsOf(await view(file)).statements).toBe(1); // asked: it was not there
      const theirs = await view(file, cookieOf(reader));
      expect([costsOf(theirs).statements > 0, theirs.headers.get("Cache-Control")]).toEqual([
        true,
        "private, no-cache",
      ]);
    }
  });

  test("a photo that is in no story, in an unpublished one, or an original", async () => {
    const author = await signUpPerson();
    const draft = await uploaded(author, { original: (await photo()).original });
    const hidden = await published(author);
    await send("PATCH", `/api/stories/${hidden.story}`, { as: author, body: { status: "unpublished" } });
    const files = [...filesOf(draft), ...hidden.files];
    const originals = [`/api/images/${draft.image_id}/original`];
    for (const file of [...files, ...originals]) {
      for (let times = 0; times < 2; times++) {
        const theirs = await view(file, cookieOf(author));
        expect([file, theirs.status, theirs.headers.get("Cache-Control")]).toEqual([
          ...[file, 200, expect.stringMatching(/^private, no-(store|cache)$/)],
        ]);
        await theirs.arrayBuffer();
      }
    }
    await expectGone([...files, ...originals]);
  });
});
