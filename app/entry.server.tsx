import type { ActionFunctionArgs, AppLoadContext, EntryContext, LoaderFunctionArgs } from "@remix-run/cloudflare";
import { RemixServer } from "@remix-run/react";
import { isbot } from "isbot";
import { renderToReadableStream } from "react-dom/server";
import { audienceHeaders } from "~/http/audience.server";
import { retryAfterFaultSeconds } from "~/http/errors.server";
import { routeOf } from "~/http/requests.server";
import { documentPolicy, foreignOriginsOf } from "~/http/security-headers.server";

/** Milliseconds after which a stream that still waits is cut. */
const abortDelay = 10_000;

export default async function handleRequest(
  request: Request,
  status: number,
  headers: Headers,
  remixContext: EntryContext,
  context: AppLoadContext,
) {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), abortDelay);
  let finalStatus = status;
  const body = await renderToReadableStream(
    <RemixServer context={remixContext} url={request.url} nonce={context.nonce} abortDelay={abortDelay} />,
    {
      nonce: context.nonce,
      signal: abort.signal,
      onError(error: unknown) {
        if (abort.signal.aborted) return;
        const { log, classifyFault } = context.services;
        log({ event: "failed", where: "render", error: classifyFault(error).name });
        finalStatus = 500;
      },
    },
  );
  const finished = body.allReady.finally(() => clearTimeout(timer));
  if (isbot(request.headers.get("User-Agent") ?? "")) await finished;
  else context.waitUntil(finished);
  headers.set("Content-Type", "text/html; charset=utf-8");
  // The same address shows a visitor and a viewer different pages.
  if (!headers.has("Cache-Control")) headers.set("Cache-Control", "private, no-cache");
  audienceHeaders(remixContext, finalStatus).forEach((value, name) => headers.set(name, value));
  if (finalStatus === 503) headers.set("Retry-After", String(retryAfterFaultSeconds));
  const foreignOrigins = foreignOriginsOf(new URL(request.url).pathname, context.services);
  headers.set("Content-Security-Policy", documentPolicy(context.nonce, foreignOrigins));
  return new Response(body, { headers, status: finalStatus });
}

/** Logs faults of Remix itself. Its own way would write the message, with what people sent, into the log. */
export function handleError(error: unknown, { request, context }: LoaderFunctionArgs | ActionFunctionArgs) {
  if (request.signal.aborted) return;
  const { log, classifyFault } = context.services;
  log({ event: "failed", where: routeOf(request), error: classifyFault(error).name });
}
