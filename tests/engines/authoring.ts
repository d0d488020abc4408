/** An author's steps, for the journeys in every engine. */
import { button, css, field, heading, radio, text } from "./finding";
import type { EnginePage } from "./engine-page";

export const photoInput = 'input[type="file"][multiple]';
const waiting = css('li[data-stage="to_review"]');

/** Joins by the form, and comes to a page. */
export async function join(page: EnginePage, { email, next }: { email: string; next: string }): Promise<void> {
  await page.visit(`/sign-up?next=${next}`);
  await page.type(field("Display name"), "Quiet Heron");
  await page.type(field("E-mail address"), email);
  await page.type(field(/^Password/), "long enough now");
  await page.key("Enter");
  await page.waitForPath(new RegExp(`^${next}$`));
}

export async function compose(page: EnginePage, title: string, body: string): Promise<void> {
  await page.visit("/stories/new");
  await page.type(field(/^Title/), title);
  await page.type(field(/^Your story/), body);
}

/** Adds photos and waits until the finder has looked at all of them. */
export async function findFaces(page: EnginePage, files: readonly string[]): Promise<void> {
  await page.chooseFiles(photoInput, files);
  await page.waitFor(css("li[data-stage]"), files.length);
  await page.waitFor(text(/Keep the original photos|originals will be kept/));
  if ((await page.count(radio(/^Keep them/))) > 0) await page.press(radio(/^Keep them/));
  // One by one: a wait is for what one photo may take.
  for (let ready = 1; ready <= files.length; ready++) await page.waitFor(waiting, ready);
}

/** Goes through the composer by the keyboard. Returns what had the focus under the composer's foot. */
export async function focusedUnderFoot(page: EnginePage): Promise<string[]> {
  const hidden: string[] = [];
  await page.press(field(/^Title/));
  for (let press = 0; press < 25; press++) {
    await page.key("Tab");
    const covered = await page.evaluate(coveredFocus);
    if (covered) hidden.push(covered);
  }
  return hidden;
}

/** Runs in the page. Returns the focused element when the foot lies over it; the story's own field is higher than the screen. */
function coveredFocus(): string | null {
  const [focused, foot] = [document.activeElement, document.querySelector("[data-foot]")];
  if (!focused || !foot || foot.contains(focused) || focused === document.body) return null;
  const [box, bar] = [focused.getBoundingClientRect(), foot.getBoundingClientRect()];
  const isCovered = box.height < 300 && box.bottom > bar.top + 1 && box.top < bar.bottom - 1;
  return isCovered ? focused.outerHTML.slice(0, 120) : null;
}

/** Reviews every photo that waits for it, with what the second look found covered. */
export async function reviewAll(page: EnginePage): Promise<void> {
  while ((await page.count(waiting)) > 0 || (await page.count(css("dialog[open]"))) > 0) {
    if ((await page.count(css("[role=application]"))) === 0) await page.press(button("Review"));
    await page.waitFor(css('[data-stage="ready"]'));
    const before = await page.count(css("li[data-stage=checked]"));
    while ((await page.count(button(/^Cover face \d+$/))) > 0) await page.press(button(/^Cover face \d+$/));
    await page.waitFor(css('[data-stage="ready"]'));
    const title = await page.textOf(css("dialog[open] h2"));
    await page.press(button(/^(I've checked this photo|Checked\. Next photo)$/));
    await page.until(
      `another photo than "${title}" (${before} checked)`,
      async () => (await page.textOf(css("dialog[open] h2"))) !== title,
    );
  }
}

/** Publishes, and covers what the second look found. Returns the story's path. */
export async function publish(page: EnginePage): Promise<string> {
  const story = /^\/stories\/[0-9a-f-]{36}$/;
  for (let round = 0; round < 4; round++) {
    await page.press(button("Publish"));
    await page.until(
      "the story, or a doubt about it",
      async () => story.test(await page.path()) || (await page.count(css("dialog[open]"))) > 0,
    );
    if (story.test(await page.path())) return page.path();
    await reviewAll(page);
  }
  throw new Error("The story was not published.");
}

/** Reads a story as anybody may, and waits until its photos are there. */
export async function read(page: EnginePage, path: string, title: string): Promise<number> {
  await page.visit(path);
  await page.waitFor(heading(title));
  await page.until("its photos", () =>
    page.evaluate(() => {
      const photos = [...document.querySelectorAll("article img, main img")] as HTMLImageElement[]; // by the selector
      return photos.length > 0 && photos.every(({ complete, naturalWidth }) => complete && naturalWidth > 0);
    }),
  );
  return page.evaluate(() => document.querySelectorAll("main img").length);
}
