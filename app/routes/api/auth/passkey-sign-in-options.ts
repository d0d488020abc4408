import { api } from "~/contract/api";
import { startSignIn } from "~/domain/accounts/passkeys.server";
import { endpoint, resource } from "~/http/endpoint.server";
import { reply } from "~/http/reply.server";
import { ceremonyContextOf } from "~/http/session.server";

export const loader = resource(
  endpoint(api.auth.startPasskeySignIn, async ({ services, request }) =>
    reply(200, await startSignIn(services, await ceremonyContextOf(request))),
  ),
);

export const action = loader;
