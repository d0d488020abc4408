import { expect, test, vi } from "vitest";
import { startHistory } from "~/composer/regions/history";
import { regionAt } from "~/composer/regions/regions";
import type { OpenedFile } from "~/composer/intake/open-photo";
import { PhotoRefused } from "~/composer/intake/photo-refused";
import type { Size } from "~/contract/photo";
import type { FaceRegion } from "~/face-finder/find-faces";
import { composerText } from "~/text/composer";
import type { ComposedPhoto } from "./composed-photo";
import { nextToOpen, nextToRedact, openAndSearch, redactPhoto, urlsInUse, type PhotoTools } from "./photo-work";
import { photosReducer, type PhotosAction } from "./photos-reducer";

const size = { width: 800, height: 600 };
const left: FaceRegion = { x: 10, y: 20, width: 30, height: 40, confidence: 0.9, isDoubtful: false };
const right: FaceRegion = { x: 300, y: 20, width: 30, height: 40, confidence: 0.6, isDoubtful: true };

/** A photo that was opened; the finder gets pixels of half its size. */
function opened(): OpenedFile {
  const pixels = { width: 400, height: 300, data: new Uint8ClampedArray() };
  const [file, view] = [new Blob(["clean"]), new Blob(["small"])];
  return { file, view, pixels, size, type: "image/jpeg", removed: ["the time"] };
}

function photosOf(...keys: string[]): readonly ComposedPhoto[] {
  return photosReducer([], {
    kind: "added",
    photos: keys.map((key) => ({ key, file: new Blob([key]), name: `${key}.jpg`, style: "soft" })),
  });
}

const [photo] = photosOf("a");
if (!photo) throw new Error("no photo");

/** Tools that succeed; each test replaces what it is about. */
function newTools(changed: Partial<PhotoTools> = {}): PhotoTools {
  let ids = 0;
  return {
    openPhoto: () => Promise.resolve(opened()),
    findFaces: () => Promise.resolve({ regions: [right, left] }),
    releaseFinder: () => undefined,
    makePublicPhoto: () => Promise.resolve({ blob: new Blob(["public"]), ...size, regions: [] }),
    createUrl: (blob) => (blob.size === 5 ? "blob:small" : "blob:public"),
    newId: () => String(++ids),
    ...changed,
  };
}

/** Runs the work and returns what it dispatched. */
async function dispatched(
  work: (context: {
    tools: PhotoTools;
    dispatch: (action: PhotosAction) => void;
    signal: AbortSignal;
  }) => Promise<void>,
  tools = newTools(),
  signal = new AbortController().signal,
): Promise<PhotosAction[]> {
  const actions: PhotosAction[] = [];
  await work({ tools, signal, dispatch: (action) => void actions.push(action) });
  return actions;
}

test("photos are opened one at a time, in their order", () => {
  const photos = photosOf("a", "b");
  expect(nextToOpen(photos)?.key).toBe("a");
  const searching = photosReducer(photos, { kind: "search_progressed", key: "a", done: 0, total: 1, regions: [] });
  expect(nextToOpen(searching)).toBeUndefined();
  const searched = photosReducer(searching, { kind: "searched", key: "a", regions: [], note: null });
  expect(nextToOpen(searched)?.key).toBe("b");
  expect(nextToRedact(searched)?.key).toBe("a");
});

test("a photo of 48 megapixels and a search take turns, which photos of 12 need not", () => {
  const states = (large: Size) => {
    const [file, view, url] = [new Blob(), new Blob(), "blob:a"];
    const opened = photosReducer(photosOf("a", "b"), {
      kind: "opened",
      key: "a",
      file,
      size: large,
      removed: [],
      view,
      url,
    });
    const searched = photosReducer(opened, { kind: "searched", key: "a", regions: [], note: null });
    const next = photosReducer(searched, { kind: "search_progressed", key: "b", done: 0, total: 1, regions: [] });
    return [nextToOpen(searched)?.key, nextToRedact(searched)?.key, nextToRedact(next)?.key];
  };
  expect(states({ width: 8000, height: 6000 })).toEqual([undefined, "a", undefined]);
  expect(states({ width: 4000, height: 3000 })).toEqual(["b", "a", "a"]);
});

test("the finder's memory is given back before the next piece of work, also when the search fails", async () => {
  const order: string[] = [];
  const releaseFinder = () => void order.push("released");
  const dispatch = ({ kind }: PhotosAction) => void order.push(kind);
  const work = { dispatch, signal: new AbortController().signal };
  await openAndSearch(photo, { ...work, tools: newTools({ releaseFinder }) });
  expect(order.slice(2, 4)).toEqual(["released", "searched"]);
  order.length = 0;
  const findFaces = () => Promise.reject(new Error("no memory"));
  await openAndSearch(photo, { ...work, tools: newTools({ releaseFinder, findFaces }) });
  expect(order.slice(2, 4)).toEqual(["released", "searched"]);
});

test("an opened photo is searched, and its faces come from left to right in pixels of the whole photo", async () => {
  const actions = await dispatched((context) => openAndSearch(photo, context));
  expect(actions.map(({ kind }) => kind)).toEqual(["opened", "search_progressed", "searched"]);
  expect(actions[0]).toMatchObject({ size, removed: ["the time"] });
  expect(actions.at(-1)).toMatchObject({
    note: null,
    regions: [
      { x: 20, y: 40, width: 60, height: 80, isOn: true, isDoubtful: false, shape: "ellipse" },
      { x: 600, y: 40, isDoubtful: true },
    ],
  });
});

test("a file that is no photo is refused with its sentence, and is not searched", async () => {
  const findFaces = vi.fn();
  const tools = newTools({ openPhoto: () => Promise.reject(new Error("This is no photo.")), findFaces });
  const actions = await dispatched((context) => openAndSearch(photo, context), tools);
  expect(actions).toEqual([{ kind: "refused", key: "a", why: "This is no photo.", canRetry: true, url: null }]);
  expect(findFaces).not.toHaveBeenCalled();
});

test("a finder that fails leaves the faces it had found, with a note", async () => {
  const tools = newTools({
    findFaces: (_pixels, { onProgress }) => {
      onProgress({ done: 1, total: 3, regions: [left] });
      return Promise.reject(new Error("out of memory"));
    },
  });
  const actions = await dispatched((context) => openAndSearch(photo, context), tools);
  expect(actions.at(-2)).toMatchObject({ kind: "search_progressed", done: 1, total: 3 });
  expect(actions.at(-1)).toMatchObject({ kind: "searched", regions: [{ x: 20 }], note: composerText.finderFailed });
});

test("a search that its author stops ends without a note", async () => {
  const stop = new AbortController();
  const tools = newTools({
    findFaces: () => {
      stop.abort();
      return Promise.reject(new Error("aborted"));
    },
  });
  const actions = await dispatched((context) => openAndSearch(photo, context), tools, stop.signal);
  expect(actions.at(-1)).toEqual({ kind: "searched", key: "a", regions: [], note: null });
});

test("an opened photo goes on as the file it was opened as, with a small picture of it", async () => {
  const [action] = await dispatched((context) => openAndSearch(photo, context));
  expect(action).toMatchObject({ kind: "opened", url: "blob:small" });
  const [shown] = photosReducer(photosOf("a"), action as PhotosAction);
  expect(await shown?.file.text()).toBe("clean");
});

test("a refused file comes with its thumbnail, and with another try where that can help", async () => {
  const refusedBy = async (error: Error) => {
    const tools = newTools({ openPhoto: () => Promise.reject(error) });
    const [action] = await dispatched((context) => openAndSearch(photo, context), tools);
    return action;
  };
  const animated = await refusedBy(new PhotoRefused({ code: "animated" }, new Blob(["small"])));
  expect(animated).toMatchObject({ canRetry: false, url: "blob:small" });
  expect(await refusedBy(new PhotoRefused({ code: "decoder_unavailable" }))).toMatchObject({
    canRetry: true,
    url: null,
  });
});

test("only the regions that are on are redacted, in the photo's style", async () => {
  const makePublicPhoto = vi.fn(newTools().makePublicPhoto);
  const on = regionAt({ x: 200, y: 200 }, size, "on");
  const history = startHistory([on, { ...on, id: "off", isOn: false }]);
  const styled = { ...photo, history, style: "solid" as const };
  const actions = await dispatched((context) => redactPhoto(styled, context), newTools({ makePublicPhoto }));
  expect(makePublicPhoto.mock.calls[0]?.[1]).toHaveLength(1);
  expect(makePublicPhoto.mock.calls[0]?.[2]).toMatchObject({ style: "solid" });
  expect(actions).toMatchObject([{ kind: "public_photo_made", key: "a", url: "blob:public", publicPhoto: { size } }]);
});

test("a public photo that cannot be made says so", async () => {
  const tools = newTools({ makePublicPhoto: () => Promise.reject(new Error("no memory")) });
  const actions = await dispatched((context) => redactPhoto(photo, context), tools);
  expect(actions).toEqual([{ kind: "public_photo_failed", key: "a" }]);
});

test("a public photo of regions that have changed meanwhile is dropped, whether it was made or failed", async () => {
  for (const end of [newTools().makePublicPhoto, () => Promise.reject(new Error("aborted"))]) {
    const changed = new AbortController();
    const makePublicPhoto: PhotoTools["makePublicPhoto"] = (...parameters) => {
      changed.abort();
      return end(...parameters);
    };
    const tools = newTools({ makePublicPhoto });
    expect(await dispatched((context) => redactPhoto(photo, context), tools, changed.signal)).toEqual([]);
  }
});

test("a URL is in use while its photo or its preview is shown", () => {
  const [first, second] = photosOf("a", "b");
  if (!first || !second) throw new Error("no photos");
  const shown = [{ ...first, url: "blob:a", previewUrl: "blob:preview" }, second];
  expect([...urlsInUse(shown)]).toEqual(["blob:a", "blob:preview"]);
});
