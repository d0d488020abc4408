import { expect, test } from "vitest";
import { reloadAnswer } from "./reload-answer";

// What turbo-stream 2.4 encodes for Remix's redirect; that a page follows it is a journey (tests/e2e/offline.test.ts).
const encoded = `[["SingleFetchRedirect",1],{"_2":3,"_4":5,"_6":7,"_8":9,"_10":7},"redirect","/x?y=\\"1","status",302,"revalidate",false,"reload",true,"replace"]\n`;

test("a redirect that loads a whole document is encoded as Remix encodes its own", async () => {
  const answer = reloadAnswer('/x?y="1');
  expect([answer.status, await answer.text()]).toEqual([202, encoded]);
});
