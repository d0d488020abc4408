import type { ServerBuild } from "@remix-run/cloudflare";
import { answerToFault } from "./http.server";

type Handler = NonNullable<ServerBuild["routes"][string]["module"]["loader"]>;

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
