import { api } from "~/contract/api";
import { endpoint, resource } from "~/http/endpoint.server";
import { openApi } from "~/http/openapi.server";
import { reply } from "~/http/reply.server";

/** The same for everybody until the next deployment. */
const cacheForAnHour = { "Cache-Control": "public, max-age=3600" };

export const loader = resource(
  endpoint(api.operations.openApi, async () => reply(200, { ...openApi(), openapi: "3.1.0" as const }, cacheForAnHour)),
);

export const action = loader;
