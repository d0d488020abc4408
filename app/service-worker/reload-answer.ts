/**
 * Returns what Remix's client takes for a redirect that loads a whole document (the form of a single fetch, by turbo-stream):
 * data that cannot be fetched would end in an error page, while the document may be kept.
 * @param path of the page, with its query
 */
export function reloadAnswer(path: string): Response {
  // A flat list: the keys and values of an object are places in it.
  const flat = [
    ["SingleFetchRedirect", 1],
    { _2: 3, _4: 5, _6: 7, _8: 9, _10: 7 },
    ...["redirect", path],
    ...["status", 302],
    ...["revalidate", false],
    ...["reload", true],
    "replace",
  ];
  return new Response(`${JSON.stringify(flat)}\n`, {
    status: 202,
    headers: { "Content-Type": "text/x-script", "X-Remix-Response": "yes", "Cache-Control": "no-store" },
  });
}
