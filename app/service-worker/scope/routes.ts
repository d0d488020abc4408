/** Remix's routes, which a page asks for as it comes upon links: public, and of one build each. */
const cacheName = "heartfelt-routes";

/** Returns the routes from the network; without one, all that are known of the same build. */
export async function routesOf(request: Request): Promise<Response> {
  const key = keyOf(request.url);
  try {
    const answer = await fetch(request);
    if (answer.status === 200) await keep(key, answer.clone()).catch(() => undefined); // a full disk keeps nothing
    return answer;
  } catch (error) {
    const kept = await (await caches.open(cacheName)).match(key);
    if (!kept) throw error;
    return kept;
  }
}

async function keep(key: string, answer: Response): Promise<void> {
  const cache = await caches.open(cacheName);
  const known: unknown = await (await cache.match(key))?.json();
  const added: unknown = await answer.json();
  await cache.put(key, Response.json({ ...objectOf(known), ...objectOf(added) }));
}

function objectOf(value: unknown): object {
  return typeof value === "object" && value !== null ? value : {};
}

function keyOf(url: string): string {
  return `/__manifest?version=${new URL(url).searchParams.get("version")}`;
}
