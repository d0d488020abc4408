import { api } from "~/contract/api";
import { startSignUp } from "~/domain/accounts/passkeys.server";
import { endpoint, resource } from "~/http/endpoint.server";
import { rateLimited } from "~/http/problem.server";
import { emailTaken } from "~/http/refusals.server";
import { reply } from "~/http/reply.server";
import { ceremonyContextOf } from "~/http/session.server";

export const loader = resource(
  endpoint(api.auth.startPasskeySignUp, async ({ body, services, request }) => {
    const started = await startSignUp(services, body, await ceremonyContextOf(request));
    if (started.kind === "limited") return rateLimited(started.retryAfterSeconds);
    return started.kind === "started" ? reply(200, started.options) : emailTaken();
  }),
);

export const action = loader;
