import { api } from "~/contract/api";
import { addPasskey, listPasskeys } from "~/domain/accounts/passkeys.server";
import { endpoint, resource } from "~/http/endpoint.server";
import { passkeyRefused } from "~/http/refusals.server";
import { reply } from "~/http/reply.server";
import { ceremonyContextOf } from "~/http/session.server";

export const loader = resource(
  endpoint(api.account.listPasskeys, async ({ viewer, services }) =>
    reply(200, { passkeys: await listPasskeys(services, viewer) }),
  ),

  endpoint(api.account.addPasskey, async ({ viewer, body, services, request }) => {
    const added = await addPasskey(services, viewer, { input: body, context: await ceremonyContextOf(request) });
    return added.kind === "added" ? reply(201, added.passkey) : passkeyRefused();
  }),
);

export const action = loader;
