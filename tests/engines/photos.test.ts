/** Twelve photos in each engine: its own coding passes the server's verification, and its finder finds what Chromium's finds. */
import { basename } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Story } from "../../app/contract/story";
import { agreementOf, type Agreement, type Box } from "./agreement";
import { compose, findFaces, publish, reviewAll } from "./authoring";
import { launchChromium } from "./chromium";
import { openEngineWorld } from "./engine-world";
import { launchFirefox } from "./firefox";
import { printMatrix } from "./matrix";
import { makePhotoFiles } from "./photo-files";
import { regionsFound } from "./regions-found";
import { launchWebKit } from "./webkit";

/** Of all regions of two engines, the share that has to be the same. */
const leastAgreement = 0.98;

/** Photo by photo, what each engine's finder found. */
const found = new Map<string, Map<string, Box[]>>();
let photos: Awaited<ReturnType<typeof makePhotoFiles>>;

beforeAll(async () => {
  photos = await makePhotoFiles();
});
afterAll(() => photos.remove());

describe.each([
  ["Chromium", launchChromium],
  ["Firefox", launchFirefox],
  ["WebKit", launchWebKit],
])("photos in %s", (name, launch) => {
  const world = openEngineWorld(launch);
  const { step } = world;
  afterAll(() => printMatrix(name));

  test.each([0, 1])("half %i of twelve photos is found, covered, coded and verified", async (half) => {
    const paths = photos.paths.slice(half * 6, half * 6 + 6);
    const page = await world.pageOf(await world.newPerson());
    await compose(page, `Photos by ${name}`, "A day with many faces.");
    await step("find faces on six photos", () => findFaces(page, paths));
    found.set(name, new Map([...(found.get(name) ?? []), ...(await regionsFound(page, paths.length))]));
    await step("review six photos", () => reviewAll(page));
    const path = await step("publish six photos", () => publish(page));
    const story = (await (await fetch(`${world.url}/api${path}`)).json()) as Story;
    expect(story.images).toHaveLength(paths.length);
    await world.expectNoFaults();
  });
});

test("the finder's regions are the same in every engine", (context) => {
  const { Chromium: reference, ...others } = Object.fromEntries(found);
  const names = Object.keys(others);
  if (!reference || names.length === 0) return context.skip("fewer than two engines ran");
  for (const name of names) {
    const agreements = photos.paths.map((path) => {
      const photo = basename(path);
      const [ours, theirs] = [others[name]?.get(photo) ?? [], reference.get(photo) ?? []];
      return { photo, found: [ours.length, theirs.length], ...agreementOf(ours, theirs) };
    });
    const { same, all } = sumOf(agreements);
    console.info(`${name} and Chromium: ${same} of ${all} regions are the same`);
    const apart = agreements.filter((photo) => photo.same < photo.all);
    if (apart.length > 0) console.info(JSON.stringify(apart));
    expect.soft(same / all, name).toBeGreaterThanOrEqual(leastAgreement);
  }
});

function sumOf(agreements: readonly Agreement[]): Agreement {
  const sum = (of: (agreement: Agreement) => number) => agreements.reduce((total, each) => total + of(each), 0);
  return { same: sum(({ same }) => same), all: sum(({ all }) => all) };
}
