import { api } from "~/contract/api";
import { setMute } from "~/domain/inbox/push.server";
import { endpoint, resource } from "~/http/endpoint.server";
import { notFound } from "~/http/problem.server";
import { reply } from "~/http/reply.server";

export const loader = resource(
  endpoint(api.push.mute, async ({ viewer, params, services }) => {
    const outcome = await setMute(services, viewer.account.id, { connectionId: params.id, to: "muted" });
    return outcome === "done" ? reply(204, null) : notFound();
  }),
  endpoint(api.push.unmute, async ({ viewer, params, services }) => {
    const outcome = await setMute(services, viewer.account.id, { connectionId: params.id, to: "unmuted" });
    return outcome === "done" ? reply(204, null) : notFound();
  }),
);

export const action = loader;
