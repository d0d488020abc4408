import { describe, expect, test } from "vitest";
import { ProcessedImage, Story } from "../../app/contract/story";
import { inspect } from "../../app/imaging/formats/inspect";
import { claimingSize, segment } from "../photo-fuzz/segments";
import { expectProblem, newPerson, photo, send, upload, uploaded, url, type Person } from "./client";
import { runSql } from "./rows";
import { newStaff } from "./staff";
import { patientFetch } from "../../scripts/patient-fetch.mjs";

const fileOf = (...parts: (string | Uint8Array | Blob)[]) => new Blob(parts as BlobPart[]);
const bytesOf = async (blob: Blob) => new Uint8Array(await blob.arrayBuffer());

describe("an upload", () => {
  test("stores the copy and the original, and gives what the contract says", async () => {
    const person = await newPerson();
    const { original, copy, regions } = await photo();
    const image = await uploaded(person, { original });
    expect(image).toMatchObject({ width: 1920, height: 1280, faces_detected: regions.length });
    expect(image.blurred_url).toMatch(/^\/images\/[0-9a-f-]{36}\.jpg$/);
    const own = { headers: { Authorization: `Bearer ${person.token}` } };
    const stored = await patientFetch(url + image.blurred_url, own);
    expect(stored.headers.get("Content-Type")).toBe("image/jpeg");
    expect(stored.headers.get("Cache-Control")).toBe("private, no-store");
    expect(await bytesOf(await stored.blob())).toEqual(await bytesOf(copy));
    expect((await patientFetch(url + image.original_url, own)).status).toBe(200);
    expect((await patientFetch(url + image.blurred_url)).status).toBe(404);
  });

  test("without an original keeps none", async () => {
    const person = await newPerson();
    const image = await uploaded(person);
    expect(image.original_url).toBeUndefined();
    await expectProblem(await send("GET", `/api/images/${image.image_id}/original`, { as: person }), 404, "not_found");
  });

  test("of the untouched photo as its own copy, with its faces declared, is refused", async () => {
    const { original } = await photo();
    const problem = await expectProblem(await upload(await newPerson(), { copy: original }), 422, "not_redacted");
    expect(problem.detail).toContain("A face can still be made out");
  });

  test("takes the metadata out of both pictures", async () => {
    const person = await newPerson();
    const { copy, original } = await photo();
    const withExif = async (blob: Blob) => {
      const bytes = await bytesOf(blob);
      return fileOf(
        bytes.slice(0, 2),
        segment(0xe1, "Exif\0\0MM\0*\0\0\0\x08\0\0SECRET-PLACE"),
        segment(0xfe, "SECRET-PLACE"),
        bytes.slice(2),
      );
    };
    const image = await uploaded(person, { copy: await withExif(copy), original: await withExif(original) });
    for (const path of [image.blurred_url, image.original_url]) {
      const answer = await patientFetch(url + path, { headers: { Authorization: `Bearer ${person.token}` } });
      expect(Buffer.from(await answer.arrayBuffer()).includes("SECRET-PLACE")).toBe(false);
    }
  });

  test("refuses pictures that are none, hide something or cannot be read, each with a sentence", async () => {
    const person = await newPerson();
    const jpeg = await bytesOf((await photo()).copy);
    const cases: [string, Blob | string, number][] = [
      ["0 bytes", fileOf(""), 422],
      ["text", fileOf("not a picture at all, whatever its name says"), 422],
      ["a field that is no file", "text", 422],
      ["truncated", fileOf(jpeg.slice(0, jpeg.length / 2)), 422],
      ["a ZIP behind the picture", fileOf(jpeg, "PK\x03\x04 hidden"), 422],
      ["SVG", fileOf('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'), 422],
      ["GIF", fileOf("GIF89a\x01\0\x01\0"), 422],
      ["HEIC", fileOf(Uint8Array.from([0, 0, 0, 24]), "ftypheic\0\0\0\0mif1heic"), 422],
      ["50 megapixels and more", fileOf(claimingSize(jpeg, 9_000, 6_000)), 422],
      ["longer than a public copy may be", fileOf(claimingSize(jpeg, 4_000, 1_000)), 422],
    ];
    for (const [name, copy, status] of cases) {
      const answer = await upload(person, { copy });
      const problem = (await answer.json()) as { detail: string; errors: Record<string, string[]> };
      expect([name, answer.status]).toEqual([name, status]);
      expect(problem.errors.image_blurred?.[0]).toMatch(/[.:] ?/);
    }
  });

  test("refuses an original that is too large or another photo", async () => {
    const person = await newPerson();
    const { original } = await photo();
    const tall = fileOf(claimingSize(await bytesOf(original), 1_000, 1_900));
    await expectProblem(await upload(person, { original: tall }), 422, "photo_refused");
    const huge = fileOf(new Uint8Array(21 * 1024 * 1024));
    const answer = await upload(person, { original: huge });
    expect([413, 422]).toContain(answer.status);
  });

  test("refuses regions that are outside, too many, or no regions", async () => {
    const person = await newPerson();
    const outside = [{ x: 1_900, y: 10, width: 100, height: 100 }];
    await expectProblem(await upload(person, { regions: outside }), 422, "invalid");
    const many = Array.from({ length: 1_000 }, () => ({ x: 1, y: 1, width: 10, height: 10 }));
    await expectProblem(await upload(person, { regions: many }), 422, "invalid");
    for (const regions of [
      "{",
      '"x"',
      '[{"x":1}]',
      '[{"x":1,"y":1,"width":-5,"height":5}]',
      '[{"x":null,"y":1,"width":5,"height":5}]',
    ]) {
      const problem = await expectProblem(await upload(person, { regions }), 422, "invalid");
      expect(Object.keys(problem.errors ?? {})[0]).toMatch(/^face_coordinates/);
    }
    await expectProblem(await upload(person, { regions: null }), 422, "invalid");
    await expectProblem(await upload(person, { copy: null }), 422, "invalid");
  });

  test("is for people who have signed in, and for multipart bodies", async () => {
    await expectProblem(await upload(null), 401, "not_signed_in");
    const answer = await send("POST", "/api/stories/upload-image", { as: await newPerson(), body: {} });
    await expectProblem(answer, 415, "unsupported_media");
  });
});

test("a published photo is served in smaller widths and in parts, to whoever may see it", async () => {
  const author = await newPerson();
  const { image_id, blurred_url } = await uploaded(author);
  const body = { body: "It was raining.", image_ids: [image_id] };
  const story = Story.parse(await (await send("POST", "/api/stories", { as: author, body })).json());
  const { smaller } = story.images[0]!;
  expect(smaller).toEqual([
    { url: `/images/${image_id}/480.jpg`, width: 480, height: 320 },
    { url: `/images/${image_id}/960.jpg`, width: 960, height: 640 },
  ]);
  const sizes: number[] = [];
  for (const { url: path, width, height } of [...smaller, { url: blurred_url, width: 1920, height: 1280 }]) {
    const whole = await send("GET", path);
    const bytes = await bytesOf(await whole.blob());
    expect(inspect(bytes)).toMatchObject({ kind: "picture", width, height });
    expect(whole.headers.get("Cache-Control")).toBe("public, max-age=300");
    sizes.push(bytes.length);
    const part = await send("GET", path, { headers: { Range: "bytes=10-19" } });
    expect([part.status, part.headers.get("Content-Range")]).toEqual([206, `bytes 10-19/${bytes.length}`]);
    expect(await bytesOf(await part.blob())).toEqual(bytes.slice(10, 20));
    const kept = { "If-None-Match": whole.headers.get("ETag")!, Range: "bytes=10-19" };
    expect((await send("GET", path, { headers: kept })).status).toBe(304);
  }
  expect(sizes[0]! * 2 < sizes[1]! && sizes[1]! * 2 < sizes[2]!).toBe(true);
  for (const file of ["481.jpg", "480.webp", "2048.jpg"]) {
    await expectProblem(await send("GET", `/images/${image_id}/${file}`), 404, "not_found");
  }
  await send("PATCH", `/api/stories/${story.id}`, { as: author, body: { status: "unpublished" } });
  for (const { url: path } of smaller) await expectProblem(await send("GET", path), 404, "not_found");
});

describe("the second look", () => {
  const look = (as: Person, image_id: string) => send("POST", "/api/images/process", { as, body: { image_id } });

  test("finds the people in the public copy and says whose faces no region covers", async () => {
    const person = await newPerson();
    const { original, copy, regions } = await photo();
    const covered = await uploaded(person, { original });
    expect(ProcessedImage.parse(await (await look(person, covered.image_id)).json()).uncovered).toEqual([]);
    // A harmless original beside a public copy that shows everybody helps nobody.
    const bare = await uploaded(person, { copy: original, regions: [], original: copy });
    const seen = ProcessedImage.parse(await (await look(person, bare.image_id)).json());
    expect(seen.uncovered.length).toBeGreaterThanOrEqual(regions.length - 1);
    expect(new Set(seen.uncovered.map(({ id }) => id)).size).toBe(seen.uncovered.length);
  });

  test("is for the photo's owner alone", async () => {
    const { image_id } = await uploaded(await newPerson());
    await expectProblem(await look(await newPerson(), image_id), 404, "not_found");
    await expectProblem(await look(await newPerson(), "nonsense"), 422, "invalid");
  });

  test("is taken by publishing itself: a face and no regions is 409 with its boxes, and never public", async () => {
    const [author, staff] = [await newPerson(), await newStaff()];
    const { original } = await photo();
    const { image_id, blurred_url } = await uploaded(author, { copy: original, regions: [] });
    const story = { body: "Everybody in it wants to be seen.", image_ids: [image_id] };
    const publish = (more: object = {}) => send("POST", "/api/stories", { as: author, body: { ...story, ...more } });
    const problem = await expectProblem(await publish(), 409, "uncovered_people");
    expect(problem.errors).toEqual({ image_ids: [image_id] });
    const faces = problem.uncovered?.[0]?.faces ?? [];
    expect(problem.uncovered).toEqual([{ image_id, faces }]);
    expect(faces.length).toBeGreaterThan(0);
    await expectProblem(await publish({ confirmed_image_ids: [image_id] }), 409, "uncovered_people");
    const [first, ...others] = faces.map(({ id }) => id);
    const again = await expectProblem(await publish({ confirmed_face_ids: others }), 409, "uncovered_people");
    expect(again.uncovered).toMatchObject([{ image_id, faces: [{ id: first }] }]);
    expect((await patientFetch(url + blurred_url)).status).toBe(404);

    expect((await publish({ confirmed_face_ids: [first, ...others] })).status).toBe(201);
    expect((await patientFetch(url + blurred_url)).status).toBe(200);
    const queue = await (await send("GET", "/moderation", { as: staff })).text();
    expect(queue).toContain("The author left a face uncovered");
  });

  test("is taken before a photo comes into a story that is there", async () => {
    const author = await newPerson();
    const { original } = await photo();
    const { image_id, blurred_url } = await uploaded(author, { copy: original, regions: [] });
    const created = await send("POST", "/api/stories", { as: author, body: { body: "Nobody is in it yet." } });
    const { id } = (await created.json()) as { id: string };
    const body = { image_ids: [image_id] };
    await expectProblem(await send("PATCH", `/api/stories/${id}`, { as: author, body }), 409, "uncovered_people");
    expect((await patientFetch(url + blurred_url)).status).toBe(404);
  });
});

test("a photo that does not fit into its author's storage is refused with what helps, and fits once there is room", async () => {
  const author = await newPerson();
  await runSql(`UPDATE users SET stored_bytes = 1073741800 WHERE email = '${author.email}'`);
  const problem = await expectProblem(await upload(author), 409, "storage_full");
  expect(problem.detail).toBe(
    "Your photos use 1,024 MB of 1,024 MB. This one doesn't fit. Delete a story, or publish without keeping the original.",
  );
  await runSql(`UPDATE users SET stored_bytes = 0 WHERE email = '${author.email}'`);
  await uploaded(author);
});
