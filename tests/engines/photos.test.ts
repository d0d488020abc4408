/** Twelve photos in each engine: its own coding passes the server's verification, and its finder finds what Chromium's finds. */
import { basename, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Story } from "../../app/contract/story";
import { agreementOf, type Agreement } from "./agreement";
import { compose, findFaces, publish, reviewAll } from "./authoring";
import { launchChromium } from "./chromium";
import type { EnginePage } from "./engine-page";
import { openEngineWorld } from "./engine-world";
import { launchFirefox } from "./firefox";
import { printMatrix } from "./matrix";
import { makePhotoFiles } from "./photo-files";
import { allFound, keepFound, regionsFound } from "./regions-found";
import { launchWebKit } from "./webkit";

/** Of all regions of two engines, the share that has to be the same. */
const leastAgreement = 0.98;

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

  /** Finds the faces of photos in a new story. Returns the page, at its review. */
  async function find(paths: readonly string[]): Promise<EnginePage> {
    const page = await world.pageOf(await world.newPerson());
    await compose(page, `Photos by ${name}`, "A day with many faces.");
    await step(`find faces on ${paths.length} photos`, () => findFaces(page, paths));
    return page;
  }

  /** Goes on to the story, which the server publishes only when it has verified each photo. */
  async function publishAll(page: EnginePage, paths: readonly string[]): Promise<void> {
    await step(`review ${paths.length} photos`, () => reviewAll(page));
    const path = await step(`publish ${paths.length} photos`, () => publish(page));
    const story = (await (await fetch(`${world.url}/api${path}`)).json()) as Story;
    expect(story.images).toHaveLength(paths.length);
    await world.expectNoFaults();
  }

  test.each([0, 1])("half %i of twelve photos is found, covered, coded and verified", async (half) => {
    const paths = photos.paths.slice(half * 6, half * 6 + 6);
    const page = await find(paths);
    keepFound(name, await regionsFound(page, paths.length));
    // Chromium's own coding is verified by its own journeys.
    if (name !== "Chromium") await publishAll(page, paths);
  });

  test("HEIC of a phone and AVIF are read, covered, coded and verified", async () => {
    const paths = ["turned-p3.heic", "ten-bit.heic", "p3.avif"].map((file) => join("tests/photo-leak/pictures", file));
    await publishAll(await find(paths), paths);
  });
});

test("the finder's regions are the same in every engine", (context) => {
  const { Chromium: reference, ...others } = allFound();
  const names = Object.keys(others);
  if (!reference || names.length === 0) return context.skip("fewer than two engines ran");
  for (const name of names) {
    const agreements = photos.paths.map((path) => {
      const photo = basename(path);
      const [ours, theirs] = [others[name]?.[photo] ?? [], reference[photo] ?? []];
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
