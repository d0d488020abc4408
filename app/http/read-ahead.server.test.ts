import type { AppLoadContext } from "@remix-run/cloudflare";
import { expect, test, vi } from "vitest";
import { jwtTokens, secretsOf } from "~/adapters/tokens.server";
import { SessionId, UserId } from "~/contract/ids";
import { waitPatienceMs } from "../../tests/patience";
import { claimOf } from "./claimed-account.server";
import { notFound } from "./problem.server";
import { readAhead } from "./read-ahead.server";

const [ana, ben] = ["0198c0de-0000-7000-8000-00000000000a", "0198c0de-0000-7000-8000-00000000000b"].map((id) =>
  UserId.parse(id),
) as [UserId, UserId];
const sessionId = SessionId.parse("0198c0de-0000-7000-8000-00000000000c");

const settings = { jwtSecret: "a secret for these tests, long enough", previousJwtSecret: null };
const [tokens, secrets] = [jwtTokens(settings, () => new Date()), secretsOf(settings)];
const context = { services: { tokens, secrets } } as unknown as AppLoadContext; // it needs no more

const requestOf = (headers: Record<string, string>) => new Request("https://heartfelt.example/", { headers });

async function byToken(userId: UserId): Promise<Request> {
  const { token } = await tokens.issue({ userId, sessionId }, "heartfelt-api");
  return requestOf({ Authorization: `Bearer ${token}` });
}

async function byCookies({ userId, secret, claimed = secret }: { userId: UserId; secret: string; claimed?: string }) {
  const claim = await claimOf(secrets, { userId, secret: claimed });
  return requestOf({ Cookie: `__Host-heartfelt=${secret}; __Host-heartfelt-account=${claim}` });
}

/** Reads ahead for a request, and for a viewer: at once, or once it began by itself. Returns for whom it read, in order. */
async function readersOf(
  request: Request,
  viewerId: UserId | null,
  { begins = true } = {},
): Promise<(UserId | null)[]> {
  const readers: (UserId | null)[] = [];
  const readFor = readAhead({ request, context }, (reader: UserId | null) => {
    readers.push(reader);
    return Promise.resolve(reader);
  });
  if (begins) {
    await vi.waitFor(() => expect(readers).toHaveLength(1), waitPatienceMs);
    readers.push(null); // nobody has asked yet
  }
  expect(await readFor(viewerId)).toBe(viewerId);
  return readers;
}

test("what a browser or a client reads begins before its session is looked up, and is read once", async () => {
  expect(await readersOf(await byCookies({ userId: ana, secret: "secret" }), ana)).toEqual([ana, null]);
  expect(await readersOf(await byToken(ana), ana)).toEqual([ana, null]);
});

test("nothing is read ahead for a visitor, nor by a claim that we did not make for the very session", async () => {
  const strange = [
    requestOf({}),
    requestOf({ Cookie: "__Host-heartfelt=secret" }),
    requestOf({ Cookie: `__Host-heartfelt=secret; __Host-heartfelt-account=${ana}` }),
    requestOf({ Cookie: `__Host-heartfelt=secret; __Host-heartfelt-account=${ana}.${"A".repeat(43)}` }),
    requestOf({ Cookie: `__Host-heartfelt-account=${await claimOf(secrets, { userId: ana, secret: "" })}` }),
    await byCookies({ userId: ana, secret: "secret", claimed: "another" }),
    requestOf({ Authorization: "Bearer no-token" }),
    requestOf({ Authorization: "Basic YTpi" }),
  ];
  for (const request of strange) expect(await readersOf(request, null, { begins: false })).toEqual([null]);
});

test("what was read ahead is dropped where the session says otherwise", async () => {
  const [ofAna, ofBen] = [await byToken(ana), await byCookies({ userId: ben, secret: "secret" })];
  expect(await readersOf(ofAna, null)).toEqual([ana, null, null]);
  expect(await readersOf(ofBen, ana)).toEqual([ben, null, ana]);
});

test("a failure is thrown to the viewer, and to nobody where there is none", async () => {
  const failing = async () => {
    const request = await byToken(ana);
    return readAhead({ request, context }, () => {
      throw notFound();
    });
  };
  await failing();
  await expect((await failing())(ana)).rejects.toBeInstanceOf(Response);
});
