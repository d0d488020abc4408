import { expect, test } from "vitest";
import { PushMessage } from "~/contract/push";
import { actOf, isShownByPage, mustShow, pageFor, pathIn } from "./push";

const tag = "messages.0198c0de-0000-7000-8000-000000000001";
const path = "/connections/0198c0de-0000-7000-8000-000000000001";
const news = { type: "news", tag, kind: "messages", name: "Ben", unread: 1, path };
const actFor = (message: object) => actOf(JSON.stringify(PushMessage.parse(message)));

test("a notification says as much as the message does", () => {
  expect(actFor(news)).toEqual({ kind: "show", tag, title: "A message from Ben", path });
  expect(actFor({ ...news, unread: 3 })).toMatchObject({ title: "3 messages from Ben" });
  expect(actFor({ ...news, name: null })).toMatchObject({ title: "A message" });
  expect(actFor({ ...news, kind: null, name: null, unread: null })).toMatchObject({ title: "Something new", path });
  expect(actFor({ type: "read", tag })).toEqual({ kind: "close", tag });
});

test("a message of a later version, or one that cannot be read, shows that there is something", () => {
  const something = { kind: "show", tag: "inbox", title: "Something new", path: "/inbox" };
  for (const text of [null, "", "{", "null", "[]", "1", '{"type":"news"}', '{"type":"later","tag":"a"}']) {
    expect(actOf(text)).toEqual(something);
  }
  expect(actOf(JSON.stringify({ ...news, kind: "of_later", path: "https://elsewhere.example" }))).toEqual({
    ...{ kind: "show", tag, title: "Something new", path: "/inbox" },
  });
});

test("a press on a notification leads to a page of ours, whatever it was shown with", () => {
  for (const other of ["//elsewhere.example", "/\\elsewhere.example", "https://elsewhere.example", "", null, 1]) {
    expect(pathIn({ path: other })).toBe("/inbox");
  }
  expect([pathIn(null), pathIn("x"), pathIn({ path })]).toEqual(["/inbox", "/inbox", path]);
});

const page = (at: string, visibilityState: DocumentVisibilityState = "hidden") => ({
  url: `https://heartfelt.example${at}`,
  visibilityState,
});

test("a page that is on screen shows it by itself, but where the browser insists on a notification", () => {
  expect(isShownByPage([page("/"), page("/inbox", "visible")])).toBe(true);
  expect(isShownByPage([page("/")])).toBe(false);
  const safari = "Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15";
  expect(mustShow(safari)).toBe(true);
  expect(mustShow("Mozilla/5.0 (X11) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/147.0.0.0 Safari/537.36")).toBe(
    false,
  );
  expect(mustShow("Mozilla/5.0 (X11; rv:140.0) Gecko/20100101 Firefox/140.0")).toBe(false);
});

test("a press brings the page forward that shows it, then any other, but none in which somebody writes", () => {
  const [composer, feed, talk] = [page("/stories/new"), page("/"), page(`${path}?x=1`)];
  expect(pageFor([composer, feed, talk], path)).toBe(talk);
  expect(pageFor([composer, feed], path)).toBe(feed);
  expect(pageFor([composer, page("/stories/1/edit")], path)).toBeNull();
  expect(pageFor([], path)).toBeNull();
});
