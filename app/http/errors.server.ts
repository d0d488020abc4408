import type { ServerBuild } from "@remix-run/cloudflare";
import type { Services } from "~/domain/ports";
import { outageText } from "~/text/outages";
import { problem } from "./problem.server";
import { routeOf } from "./requests.server";

type Handler = NonNullable<ServerBuild["routes"][string]["module"]["loader"]>;

/** Seconds after which it is worth trying again: an overloaded or restarted part of Cloudflare is back in a moment. */
export const retryAfterFaultSeconds = 5;

/** Returns the answer to an unexpected error, a 503 for an outage and else a 500, and logs the error by its name. */
export function answerToFault(
  error: unknown,
  request: Request,
  { services, requestId }: { services: Pick<Services, "log" | "classifyFault">; requestId: string },
): Response {
  const { name, outage } = services.classifyFault(error);
  services.log({ event: "failed", where: routeOf(request), error: name });
  return outage === null
    ? problem("internal", "Something went wrong on our side. Nothing was changed; try again.", { requestId })
    : problem("unavailable", outageText[outage], {
        requestId,
        headers: { "Retry-After": String(retryAfterFaultSeconds) },
      });
}

/** The build with pages that answer a fault of their loader or action as the API does: Remix's own way writes the error's message into the log. */
export function answeringFaults(build: ServerBuild): ServerBuild {
  const routes = Object.entries(build.routes).map(([id, route]) => {
    const { loader, action } = route.module;
    const module = {
      ...route.module,
      ...(loader && { loader: guarded(loader) }),
      ...(action && { action: guarded(action) }),
    };
    return [id, { ...route, module }] as const;
  });
  return { ...build, routes: Object.fromEntries(routes) };
}

/** The handler; what it throws that is no answer becomes one. */
function guarded(handler: Handler): Handler {
  return async (call: Parameters<Handler>[0]) => {
    try {
      return await handler(call);
    } catch (error) {
      if (isAnswer(error)) throw error;
      throw answerToFault(error, call.request, call.context);
    }
  };
}

/** Responses, and what Remix's `data()` makes. */
function isAnswer(thrown: unknown): boolean {
  if (thrown instanceof Response) return true;
  return typeof thrown === "object" && thrown !== null && "type" in thrown && thrown.type === "DataWithResponseInit";
}
