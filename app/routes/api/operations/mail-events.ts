import { api } from "~/contract/api";
import { takeMailEvent } from "~/domain/accounts/mail-stops.server";
import { endpoint, resource } from "~/http/endpoint.server";
import { notFound } from "~/http/problem.server";
import { reply } from "~/http/reply.server";
import { readSignedJson } from "~/http/signed-body.server";

export const loader = resource(
  endpoint(api.operations.mailEvents, async ({ request, services }) => {
    const signed = services.verifyMailEvent && (await readSignedJson(request, services.verifyMailEvent));
    if (!signed) return notFound();
    await takeMailEvent(services, signed.json);
    return reply(204, null);
  }),
);

export const action = loader;
