import { api } from "~/contract/api";
import { countUnread } from "~/domain/inbox/inbox.server";
import { endpoint, resource } from "~/http/endpoint.server";
import { readerOf } from "~/http/session.server";
import { reply } from "~/http/reply.server";

export const loader = resource(
  endpoint(api.chat.countUnread, async ({ viewer, services }) =>
    reply(200, await countUnread(services, readerOf(viewer))),
  ),
);

export const action = loader;
