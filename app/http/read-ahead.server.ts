import type { LoaderFunctionArgs } from "@remix-run/cloudflare";
import type { UserId } from "~/contract/ids";
import { claimedAccountOf } from "./session.server";

/**
 * Begins to read for the person that a request is from, while D1 is asked whether their session lives. Returns the function
 * that gives what was read to the viewer, once it is known who that is; it reads anew where nothing was read for them.
 * `read` writes nothing and asks no inbox: the session may have ended, and the account with it. What it then returns is dropped.
 */
export function readAhead<Read, Nobody extends null = never>(
  { request, context }: Pick<LoaderFunctionArgs, "request" | "context">,
  read: (viewerId: UserId | Nobody) => Promise<Read>,
): (viewerId: UserId | Nobody) => Promise<Read> {
  const begun = begin();
  return async (viewerId) => {
    const ahead = await begun;
    return ahead?.viewerId === viewerId ? ahead.reading : read(viewerId);
  };

  async function begin() {
    const viewerId = await claimedAccountOf(request, context).catch(() => null);
    if (viewerId === null) return null;
    const reading = Promise.resolve(viewerId).then(read);
    reading.catch(() => undefined); // whoever waits for it is told
    return { viewerId, reading };
  }
}
