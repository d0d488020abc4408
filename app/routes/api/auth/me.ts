import { api } from "~/contract/api";
import { endpoint, resource } from "~/http/endpoint.server";
import { reply } from "~/http/reply.server";

export const loader = resource(endpoint(api.auth.me, async ({ viewer }) => reply(200, { user: viewer.account })));

export const action = loader;
