import { afterAll, beforeAll, expect, test } from "vitest";
import { type Bench, type Labelled, labelledPhotos, openBench, samples } from "./bench";
import { coverStyles, type CoverStyle } from "~/contract/photo";
import { testPatienceMs } from "../patience";
import type { AttackReport, HeadsReport } from "./page/attack";

/** Shorter side in pixels of the faces to attack: below this a run takes minutes, and there is less to recognise. */
const minSide = 96;

/**
 * Every look of the labelled photos, and heads by hair and ears, take minutes: `npm run attack:faces` does that. A look's own
 * promise, that nothing of the inside is in it, is held byte by byte in public-pixels.test.
 */
const attacksAll = process.env.ATTACK_ALL === "1";

/** The looks to attack the labelled photos in, as in `LOOKS=soft,tiles npm run attack:faces`: each takes a minute or two. */
const chosenLooks = coverStyles.filter((style) => process.env.LOOKS?.split(",").includes(style));

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

test("a recogniser that knows the sample photos' faces recognises none in their public copies, in any look", async () => {
  const { report, heads } = await bench.page.evaluate(
    async ({ paths, styles, attacksAll }) => {
      const files = await Promise.all(paths.map(async (path) => (await fetch(path)).blob()));
      const labelled = await window.bench.labelFaces(files);
      return {
        report: await window.bench.attack(labelled, styles),
        heads: attacksAll ? await window.bench.attackHeads(labelled) : null,
      };
    },
    { paths: samples, styles: coverStyles, attacksAll },
  );
  expect(report.faces).toBeGreaterThanOrEqual(15);
  expectHidden(report, coverStyles);
  if (heads) expectHeadsHidden(heads);
});

test("nor those of the labelled photos", { timeout: attacksAll ? 900_000 : testPatienceMs }, async (context) => {
  const photos = labelledPhotos(minSide);
  if (photos === null) return context.skip("../shared/faces/dev is not there");
  const few = chosenLooks.length > 0 ? chosenLooks : (["soft", "solid"] as const);
  const styles = attacksAll && chosenLooks.length === 0 ? coverStyles : few;
  const { report, heads } = await attack(photos, styles);
  expectHidden(report, styles);
  if (heads) expectHeadsHidden(heads);
});

function attack(photos: readonly Labelled[], styles: readonly CoverStyle[]) {
  return bench.page.evaluate(
    async ({ photos, styles, attacksAll }) => {
      const load = async ({ path, faces }: Labelled) => ({ file: await (await fetch(path)).blob(), faces });
      const loaded = await Promise.all(photos.map(load));
      const report = await window.bench.attack(loaded, styles);
      return { report, heads: attacksAll ? await window.bench.attackHeads(loaded) : null };
    },
    { photos, styles, attacksAll },
  );
}

function expectHidden(report: AttackReport, styles: readonly CoverStyle[]): void {
  console.log(tableOf(report));
  expect(report.recognised / report.faces, "recognised when nothing is hidden").toBeGreaterThan(0.9);
  // Guessing finds one face on average, whatever their number; more than four in one time out of 270 (Poisson).
  for (const method of styles) {
    expect(report.hits[method]?.plainGallery, `${method}, plain gallery`).toBeLessThanOrEqual(4);
    expect(report.hits[method]?.sameGallery, `${method}, gallery redacted the same way`).toBeLessThanOrEqual(4);
  }
  // What is made of the face gives the face away to who does the same: so this test can fail.
  for (const method of ["blur", "mosaic"] as const) {
    expect((report.hits[method]?.sameGallery ?? 0) / report.recognised, method).toBeGreaterThan(0.5);
  }
}

/** To an attacker who knows hair and ears, too, a covered face may still say who it is: a covered head may not. */
function expectHeadsHidden(hits: HeadsReport): void {
  console.log(
    `hair and ears known: ${hits.face} of ${hits.faces} covered faces recognised, ${hits.head} covered heads`,
  );
  expect(hits.head, "whole heads").toBeLessThanOrEqual(4);
}

function tableOf({ faces, recognised, hits }: AttackReport): string {
  const lines = Object.entries(hits).map(([method, { plainGallery, sameGallery }]) => {
    return `${method.padEnd(8)}${share(plainGallery)} plain gallery, ${share(sameGallery)} gallery treated the same way`;
  });
  function share(count: number): string {
    return `${count} of ${recognised}`;
  }
  return [`rank 1 of ${faces} faces, ${recognised} recognised when nothing is hidden; guessing finds 1`, ...lines].join(
    "\n",
  );
}
