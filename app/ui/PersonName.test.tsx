import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { WithName } from "./PersonName";

const rendered = (name: string, sentence: string) => renderToStaticMarkup(<WithName name={name}>{sentence}</WithName>);

test("a name in a sentence stands by itself, and nothing of the sentence is lost", () => {
  expect(rendered("שירה", "Talk with שירה?")).toBe("Talk with <bdi>שירה</bdi>?");
  expect(rendered("<b>", "<b> is typing")).toBe("<bdi>&lt;b&gt;</bdi> is typing");
  expect(rendered("Ana", "Nobody is here.")).toBe("Nobody is here.");
});
