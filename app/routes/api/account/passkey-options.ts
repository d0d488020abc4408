import { api } from "~/contract/api";
import { maxPasskeys } from "~/contract/limits";
import { startAdding } from "~/domain/accounts/passkeys.server";
import { endpoint, resource } from "~/http/endpoint.server";
import { problem } from "~/http/problem.server";
import { notConfirmed } from "~/http/refusals.server";
import { reply } from "~/http/reply.server";
import { ceremonyContextOf } from "~/http/session.server";

export const loader = resource(
  endpoint(api.account.startPasskey, async ({ viewer, body, services, request }) => {
    const started = await startAdding(services, viewer, {
      ...(await ceremonyContextOf(request)),
      password: body.password,
    });
    if (started.kind === "started") return reply(200, started.options);
    if (started.kind !== "too_many") return notConfirmed(started);
    return problem("conflict", `An account has at most ${maxPasskeys} passkeys: remove one first.`);
  }),
);

export const action = loader;
